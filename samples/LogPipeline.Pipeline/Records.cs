using System.Buffers;

namespace LogPipeline;

/// <summary>One request. A line that could not be parsed has status 0 and all of its bytes as target.</summary>
/// <param name="Host">The client's IPv4 address.</param>
/// <param name="Target">Path and query, valid until the next line is read.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Size">Bytes sent; 0 where the log has none.</param>
/// <param name="Milliseconds">The time taken.</param>
public readonly record struct Request(uint Host, ReadOnlySequence<byte> Target, int Status, int Size, int Milliseconds);

/// <summary>A request and the requests of its host before it.</summary>
/// <param name="Request">The request.</param>
/// <param name="Ordinal">How many requests of this host came before.</param>
/// <param name="HostMilliseconds">The time taken by all requests of this host so far.</param>
public readonly record struct Visit(Request Request, int Ordinal, long HostMilliseconds);

/// <summary>What a run over a log found.</summary>
/// <param name="Lines">Lines read.</param>
/// <param name="Checksum">Over all visits, in order.</param>
/// <param name="Suspensions">Reads from the connection that had to wait.</param>
public readonly record struct Summary(long Lines, ulong Checksum, long Suspensions);
