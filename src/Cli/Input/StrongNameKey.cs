using System.Buffers.Binary;

namespace Unboxed.Cli.Input;

/// <summary>Reads an .snk file: a CryptoAPI blob with a private RSA key.</summary>
static class StrongNameKey
{
    const byte PrivateKeyBlob = 7, PublicKeyBlob = 6;
    const uint Rsa2 = 0x32415352;

    internal static byte[] Read(string file)
    {
        if (!File.Exists(file)) throw new BadInputException(file, "there is no such key file", "Give --key the .snk file with the key pair");
        byte[] blob = File.ReadAllBytes(file);
        if (blob is [PublicKeyBlob, ..] or [0, 0x24, ..]) throw new BadInputException(file, "it holds a public key alone, which cannot sign", "Leave --key out to keep the public key, or give the key pair");
        if (blob.Length < 20 || blob[0] != PrivateKeyBlob || BinaryPrimitives.ReadUInt32LittleEndian(blob.AsSpan(8)) != Rsa2)
            throw new BadInputException(file, "it is not a strong-name key pair", "Give --key an .snk file");
        return blob;
    }
}
