using EngageBot.Businesses;
using EngageBot.Loyalty.Demo;
using EngageBot.Storage;
using Microsoft.Extensions.Options;

namespace EngageBot.Loyalty;

/// <summary>Sees that there is a business: the demo's in a new database, or a plain one from the settings.</summary>
internal sealed partial class FirstStart(
    IStore store, DemoBusiness demo, IOptions<BusinessOptions> options, BusinessDirectory directory, TimeProvider clock, ILogger<FirstStart> logger)
{
    /// <summary>Call once after the migrations and before anything is served; the directory is loaded afterwards.</summary>
    /// <param name="withDemo">Only matters to a new database, and to one whose demo was not finished.</param>
    public async Task RunAsync(bool withDemo, CancellationToken cancellation)
    {
        var business = await FirstAsync(cancellation);
        if (withDemo && (business is null || business.Name == DemoBusiness.Options.Name))
        {
            var started = clock.GetTimestamp();
            await demo.LoadAsync(business, cancellation);
            var took = clock.GetElapsedTime(started);
            if (business is null) LogDemo(took);
        }
        else if (business is null)
        {
            await store.WriteAsync(scope =>
            {
                scope.Lock(OpeningLock);
                if (!BusinessSetup.All(scope).IsEmpty) return ValueTask.CompletedTask;    // another node that started at the same moment
                var opened = BusinessSetup.Open(scope, options.Value, clock.GetUtcNow());
                Programmes.Publish(scope, opened.Id, ProgrammeRules.Default, clock.GetUtcNow());
                return ValueTask.CompletedTask;
            }, cancellation);
        }
        var first = await FirstAsync(cancellation);
        await store.WriteAsync(scope =>
        {
            BusinessSetup.EnsureAccounts(scope, first!.Id);
            return ValueTask.CompletedTask;
        }, cancellation);
        await directory.LoadAsync(cancellation);
    }

    /// <summary>Nodes that start together on a new database open one business.</summary>
    internal const string OpeningLock = "first start";

    private Task<Business?> FirstAsync(CancellationToken cancellation) =>
        store.ReadAsync(connection => ValueTask.FromResult(BusinessSetup.All(connection).FirstOrDefault()), cancellation);

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded the demo business in {Took}")]
    private partial void LogDemo(TimeSpan took);
}
