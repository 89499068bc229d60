using System.Reflection.PortableExecutable;
using System.Security.Cryptography;

namespace Unboxed.Cli.Tests.Support;

/// <summary>Strong-name keys.</summary>
/// <param name="Pair">The content of an .snk file.</param>
/// <param name="Public">The public key as an assembly has it.</param>
sealed record Keys(byte[] Pair, byte[] Public)
{
    internal static Keys Create()
    {
        using var rsa = new RSACryptoServiceProvider(2048);
        // Its two algorithms (RSA signatures, SHA-1) and its length stand before the blob (ECMA-335 partition II, 6.2.1.3).
        byte[] blob = rsa.ExportCspBlob(false);
        blob[5] = 0x24;
        return new(rsa.ExportCspBlob(true), [0, 0x24, 0, 0, 4, 0x80, 0, 0, .. BitConverter.GetBytes(blob.Length), .. blob]);
    }

    internal static byte[] SignatureOf(string assembly)
    {
        using var reader = new PEReader(File.OpenRead(assembly));
        var directory = reader.PEHeaders.CorHeader!.StrongNameSignatureDirectory;
        return [.. reader.GetSectionData(directory.RelativeVirtualAddress).GetContent(0, directory.Size)];
    }
}
