using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Storage;

/// <summary>A key of ASP.NET's data protection, as it writes it.</summary>
internal sealed class ProtectionKey
{
    public long Id { get; init; }
    public required string Xml { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class ProtectionKeyConfiguration : IEntityTypeConfiguration<ProtectionKey>
{
    public void Configure(EntityTypeBuilder<ProtectionKey> builder) => builder.ToTable("data_protection_keys");
}

internal static class ProtectionKeySets
{
    extension(EngageDb db) { public DbSet<ProtectionKey> ProtectionKeys => db.Set<ProtectionKey>(); }
}

/// <summary>Keeps the keys that protect forms in the database: every node and every start has the same ones.</summary>
/// <remarks>They lie beside the master key, so whoever reads the one reads the other; nothing would be gained by wrapping them.</remarks>
internal sealed class ProtectionKeys(IStore store, TimeProvider clock) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() =>
        store.ReadRowsAsync("SELECT xml FROM data_protection_keys ORDER BY id", _ => { }, row => XElement.Parse(row.GetString(0)), CancellationToken.None).GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) =>
        store.WriteAsync(scope =>
        {
            scope.Command("INSERT INTO data_protection_keys (xml, created_at) VALUES (@xml, @now)")
                .Set("@xml", element.ToString(SaveOptions.DisableFormatting)).Set("@now", clock.GetUtcNow()).ExecuteNonQuery();
            return ValueTask.CompletedTask;
        }, CancellationToken.None).GetAwaiter().GetResult();
}
