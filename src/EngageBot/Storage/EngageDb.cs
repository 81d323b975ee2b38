using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EngageBot.Storage;

/// <summary>The model of every table; features bring their own configurations and sets.</summary>
/// <remarks>SQLite cannot order or compare <see cref="DateTimeOffset"/> or <see cref="decimal"/> in SQL (learn.microsoft.com, EF Core
/// SQLite limitations, read 2026-11), so instants are UTC Unix milliseconds on every engine and names are snake_case.</remarks>
internal sealed class EngageDb(DbContextOptions<EngageDb> options) : DbContext(options)
{
    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(EngageDb).Assembly);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
            foreach (var property in entity.GetProperties())
                property.SetColumnName(SnakeCase.Of(property.Name));
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
        // Flags are 0 and 1 and every whole number has 64 bits, so that one hand-written statement runs on both engines.
        if (IsPostgres)
        {
            configurationBuilder.Properties<bool>().HaveConversion<long>();
            configurationBuilder.Properties<int>().HaveConversion<long>();
            configurationBuilder.Properties<uint>().HaveConversion<long>();
            configurationBuilder.Properties<string>().HaveColumnType("text");
            configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveColumnType("text");
        }
        configurationBuilder.Properties<BusinessId>().HaveConversion<BusinessIdText>();
        configurationBuilder.Properties<ShopId>().HaveConversion<ShopIdText>();
        configurationBuilder.Properties<ContactId>().HaveConversion<ContactIdText>();
        configurationBuilder.Properties<StaffId>().HaveConversion<StaffIdText>();
        configurationBuilder.Properties<PurchaseId>().HaveConversion<PurchaseIdText>();
        configurationBuilder.Properties<VoucherId>().HaveConversion<VoucherIdText>();
        configurationBuilder.Properties<RedemptionId>().HaveConversion<RedemptionIdText>();
        configurationBuilder.Properties<CaseId>().HaveConversion<CaseIdText>();
    }

    private bool IsPostgres => Database.IsNpgsql();

    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        at => at.ToUnixTimeMilliseconds(), ms => DateTimeOffset.FromUnixTimeMilliseconds(ms));
    private sealed class BusinessIdText() : ValueConverter<BusinessId, string>(id => id.ToString(), text => new(Guid.Parse(text)));
    private sealed class ShopIdText() : ValueConverter<ShopId, string>(id => id.ToString(), text => new(Guid.Parse(text)));
    private sealed class ContactIdText() : ValueConverter<ContactId, string>(id => id.ToString(), text => new(Guid.Parse(text)));
    private sealed class StaffIdText() : ValueConverter<StaffId, string>(id => id.ToString(), text => new(Guid.Parse(text)));
    private sealed class VoucherIdText() : ValueConverter<VoucherId, string>(id => id.ToString(), text => new(Guid.Parse(text)));
    private sealed class CaseIdText() : ValueConverter<CaseId, string>(id => id.ToString(), text => new(Guid.Parse(text)));
    private sealed class RedemptionIdText() : ValueConverter<RedemptionId, string>(id => id.ToString(), text => new(Guid.Parse(text)));
    private sealed class PurchaseIdText() : ValueConverter<PurchaseId, string>(id => id.ToString(), text => new(Guid.Parse(text)));
}
