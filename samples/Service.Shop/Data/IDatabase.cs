using Microsoft.EntityFrameworkCore;

namespace Shop.Data;

/// <summary>Where the shop keeps what it knows.</summary>
public interface IDatabase
{
    /// <summary>How many may write at once.</summary>
    int Writers { get; }

    /// <summary>A temporary folder of this run, which is deleted at its end.</summary>
    string Folder { get; }

    void Configure(DbContextOptionsBuilder options);
}
