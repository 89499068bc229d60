using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Unboxed.Cli.Input;

/// <summary>Reads an .snk file: a CryptoAPI blob with a private RSA key.</summary>
static class StrongNameKey
{
    const byte PrivateKeyBlob = 7, PublicKeyBlob = 6;
    const uint Rsa2 = 0x32415352;
    const string Remedy = "Give --key the .snk file with the key pair";

    /// <summary>More than the longest key that there is: 16384 bits.</summary>
    const int LongestFile = 64 * 1024;

    /// <exception cref="BadInputException">It is none that could sign.</exception>
    internal static byte[] Read(string file)
    {
        byte[] blob = InputFile.Read(file, Remedy, LongestFile);
        if (blob is [PublicKeyBlob, ..] or [0, 0x24, ..]) throw new BadInputException(file, "it holds a public key alone, which cannot sign", "Leave --key out to keep the public key, or give the key pair");
        if (blob.Length < 20 || blob[0] != PrivateKeyBlob || BinaryPrimitives.ReadUInt32LittleEndian(blob.AsSpan(8)) != Rsa2)
            throw new BadInputException(file, "it is not a strong-name key pair", Remedy);
        if (!CanSign(blob)) throw new BadInputException(file, "its key pair is damaged", Remedy);
        return blob;
    }

    /// <summary>Whether it signs what its own public key recognises.</summary>
    static bool CanSign(byte[] blob)
    {
        int bits = BinaryPrimitives.ReadInt32LittleEndian(blob.AsSpan(12));
        // Header, public key, and seven numbers of the key's length or half of it.
        if (bits is < 384 or > 16384 || bits % 16 != 0 || blob.Length != 20 + (bits / 8 * 9 / 2)) return false;
        try
        {
            using var pair = new RSACryptoServiceProvider();
            pair.ImportCspBlob(blob);
            using var alone = RSA.Create(new RSAParameters { Modulus = pair.ExportParameters(false).Modulus, Exponent = pair.ExportParameters(false).Exponent });
            byte[] signature = pair.SignData(blob, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);
            return alone.VerifyData(blob, signature, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
