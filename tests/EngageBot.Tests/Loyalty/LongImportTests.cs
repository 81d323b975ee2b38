using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Loyalty.Imports;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageBot.Tests.Loyalty;

/// <summary>A long file is read as a stream: what is held does not grow with it.</summary>
public sealed class LongImportTests : IAsyncLifetime
{
    private const int Rows = 20_000;

    /// <summary>A list of the rows would take several times as much, and so would their outcomes.</summary>
    private const long MostGrowth = 3_000_000;

    private readonly string _file = Path.GetTempFileName();
    private LoyaltyWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await LoyaltyWorld.OpenAsync();
        await using var writer = new StreamWriter(_file);
        await writer.WriteLineAsync("phone,name,language,birthday,points,external_id");
        for (var n = 0; n < Rows; n++)
            await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"+35569{n:0000000},Somebody with a name of some length {n},sq,14.06,{(n % 3 == 0 ? 10 : 0)},C-{n}"));
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        File.Delete(_file);
    }

    [Fact]
    public async Task Memory_does_not_grow_with_the_file_and_progress_is_told_all_along()
    {
        var business = await _world.Store.ReadAsync(connection => ValueTask.FromResult(BusinessSetup.All(connection).Single()), LoyaltyWorld.Cancellation);
        var (told, early, late) = (0, 0L, 0L);
        var report = await new CsvImports(_world.Store, _world.Purchases, _world.Clock, NullLoggerFactory.Instance).MembersAsync(business, () => File.OpenRead(_file), progress =>
        {
            told++;
            if (progress.Rows == Rows / 10) early = GC.GetTotalMemory(forceFullCollection: true);
            if (progress.Rows == Rows) late = GC.GetTotalMemory(forceFullCollection: true);
        }, LoyaltyWorld.Cancellation);
        Assert.Equal((Rows, Rows, 0L, true), (report.Rows, report.Added, report.RefusedRows, report.Complete));
        Assert.Equal(Rows / 500, told);
        Assert.True(late - early < MostGrowth, $"{early} bytes after a tenth, {late} at the end.");
    }
}
