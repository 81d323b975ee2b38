using EngageBot.Storage;
using Microsoft.Extensions.Options;

namespace EngageBot.Messaging;

/// <summary>Registers storage and messaging. The delegates <see cref="HandleEvent"/> and <see cref="MaySend"/> and the channels come from elsewhere.</summary>
internal static class SpineModule
{
    public static IServiceCollection AddSpine(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddStore(configuration);
        services.AddOptions<MessagingSettings>().Bind(configuration.GetSection("Messaging")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<MessagingSettings>>().Value);
        services.AddSingleton<SpineSignals>().AddSingleton<ChannelList>().AddSingleton<AfterCommitHooks>();
        services.AddSingleton<FreshRows>().AddSingleton<Inbox>().AddSingleton<InboxAdmin>().AddSingleton<InboxWorker>();
        services.AddSingleton<Outbox>().AddSingleton<OutboxAdmin>().AddSingleton<OutboxMarks>().AddSingleton<SentMarks>().AddSingleton<OutboxClaim>();
        services.AddSingleton<InterruptedSends>().AddSingleton<AccountLeases>();
        services.AddSingleton<SendsUnderWay>().AddSingleton<SendLanes>().AddSingleton<Sends>().AddSingleton<Receipts>().AddSingleton<OutboxSender>().AddSingleton<Timers>();
        // In this order: only one server a database, and what a crash left is put right before anybody works.
        if (!StorageModule.IsPostgres(configuration))
            services.AddSingleton<ServerLock>().AddHostedService(provider => provider.GetRequiredService<ServerLock>());
        services.AddHostedService<Rescuer>().AddHostedService(provider => provider.GetRequiredService<AccountLeases>());
        services.AddHostedService(provider => provider.GetRequiredService<OutboxSender>());
        services.AddHostedService(provider => provider.GetRequiredService<InboxWorker>());
        services.AddHostedService<TimerWorker>().AddHostedService<Pruner>();
        return services;
    }
}
