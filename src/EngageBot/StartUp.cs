using EngageBot.Conversations;
using EngageBot.Loyalty;

namespace EngageBot;

/// <summary>What must be true before the first request, in this order: a business with its accounts, then dialogs that hold.</summary>
internal sealed class StartUp(FirstStart business, DialogCatalog dialogs, IConfiguration configuration)
{
    private volatile bool _done;

    /// <summary>Everything is there; requests may come.</summary>
    public bool Done => _done;

    public async Task RunAsync(CancellationToken cancellation)
    {
        await business.RunAsync(withDemo: configuration.GetValue("demo", true), cancellation);
        await dialogs.LoadAsync(cancellation);
        _done = true;
    }
}
