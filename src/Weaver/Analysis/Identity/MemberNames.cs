using System.Security.Cryptography;
using System.Text;
using Mono.Cecil;

namespace Unboxed.Weaver.Analysis.Identity;

/// <summary>
/// Names of what is emitted, made of the user's own. The loader takes names of up to 1023 bytes of UTF-8 (MAX_CLASSNAME_LENGTH of the runtime, with its zero),
/// those of types together with their namespaces, and so do compilers: what is made of a name may be longer than the name was allowed to be.
/// </summary>
static class MemberNames
{
    /// <summary>The longest name, in bytes of UTF-8.</summary>
    internal const int Longest = 1023;

    /// <summary>Of a digest: 40 bits tell names apart that are the same otherwise, as those of overloads are.</summary>
    const int DigestCharacters = 8;

    /// <summary>
    /// The name itself; where it is too long, as much of its beginning as there is room for, and a digest of the whole. Depends on the name alone, so that
    /// assemblies that are woven one against the other make the same name.
    /// </summary>
    /// <param name="name">The name as it would be without a limit.</param>
    /// <param name="ns">The namespace of a type, which counts as well; empty for members and nested types.</param>
    internal static string Bounded(string name, string ns = "")
    {
        int most = Longest - (ns.Length == 0 ? 0 : Encoding.UTF8.GetByteCount(ns) + 1);
        if (Encoding.UTF8.GetByteCount(name) <= most) return name;
        string digest = "_" + Digest(name);
        return Beginning(name, most - digest.Length) + digest;
    }

    /// <summary>The namespace of a type, which is that of the outermost type around it.</summary>
    internal static string NamespaceOf(TypeDefinition type) => type.DeclaringType is { } outer ? NamespaceOf(outer) : type.Namespace;

    /// <summary>As many of the first characters as fit into a number of bytes. A pair of surrogates is one character.</summary>
    static string Beginning(string name, int bytes)
    {
        int end = 0;
        while (end < name.Length)
        {
            int next = end + (char.IsSurrogatePair(name, end) ? 2 : 1);
            bytes -= Encoding.UTF8.GetByteCount(name.Substring(end, next - end));
            if (bytes < 0) break;
            end = next;
        }
        return name.Substring(0, end);
    }

    /// <summary>The first bits of a digest, five in each character (base 32 of RFC 4648): there is one in each name, and half of one in hexadecimal digits is as long.</summary>
    internal static string Digest(string name)
    {
        const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        using var digest = SHA256.Create();
        ulong bits = digest.ComputeHash(Encoding.UTF8.GetBytes(name)).Take(DigestCharacters * 5 / 8).Aggregate(0UL, (before, part) => before << 8 | part);
        return new([.. Enumerable.Range(0, DigestCharacters).Select(place => Digits[(int)(bits >> (DigestCharacters - 1 - place) * 5) & 31])]);
    }
}
