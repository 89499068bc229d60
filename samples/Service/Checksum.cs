namespace Service.Driver;

/// <summary>FNV-1a with 64 bits.</summary>
static class Checksum
{
    const ulong Prime = 0x100000001b3;

    public const ulong Empty = 0xcbf29ce484222325;

    public static ulong Add(ulong checksum, ReadOnlySpan<byte> bytes)
    {
        foreach (byte one in bytes) checksum = (checksum ^ one) * Prime;
        return checksum;
    }
}
