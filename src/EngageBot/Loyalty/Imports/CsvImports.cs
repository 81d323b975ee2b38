using EngageBot.Businesses;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Imports;

/// <summary>The imports a command or the console calls.</summary>
internal sealed class CsvImports(IStore store, RecordPurchase purchases, TimeProvider clock, ILoggerFactory loggers)
{
    /// <param name="open">Opens the file; called twice.</param>
    /// <param name="progress">Told after each 500 rows, on no particular thread.</param>
    /// <param name="dry">Says what would happen, and writes nothing.</param>
    public Task<ImportReport> MembersAsync(Business business, Func<Stream> open, Action<ImportProgress>? progress, CancellationToken cancellation, bool dry = false) =>
        new ImportMembers(store, business, clock, loggers.CreateLogger<ImportMembers>()).RunAsync(open, progress, cancellation, dry);

    /// <inheritdoc cref="MembersAsync"/>
    public Task<ImportReport> PurchasesAsync(Business business, Func<Stream> open, Action<ImportProgress>? progress, CancellationToken cancellation, bool dry = false) =>
        new ImportPurchases(store, business, purchases, clock, loggers.CreateLogger<ImportPurchases>()).RunAsync(open, progress, cancellation, dry);
}
