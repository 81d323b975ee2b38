using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>Handles one inbox row inside the writer's transaction; messaging knows neither turns nor policy, Program wires them.</summary>
/// <returns>Something to do after the commit, or <see langword="null"/>.</returns>
/// <exception cref="Exception">The row is retried later and at last becomes <see cref="InboxState.Dead"/>.</exception>
internal delegate ValueTask<Func<Task>?> HandleEvent(WriteScope scope, InboundEvent happened);

/// <summary>The gate asked at send time: may these be sent now? One answer a message, in their order; what leaves counts for what comes after it.</summary>
/// <remarks>Asked in the transaction that begins the send, and again before each further attempt.</remarks>
internal delegate ValueTask<IReadOnlyList<SendPermit>> MaySend(WriteScope scope, IReadOnlyList<OutboundMessage> messages);

/// <summary>Deletes what a part above messaging no longer needs; called with every pass of the <see cref="Pruner"/>.</summary>
/// <returns>How many rows went.</returns>
internal delegate Task<int> PruneAlso(CancellationToken cancellation);

/// <summary>Writes down what a part above messaging needs of outbox rows before they go; called before each pass of the <see cref="Pruner"/>.</summary>
/// <param name="before">Only what was written before it may go.</param>
internal delegate Task PruneFirst(DateTimeOffset before, CancellationToken cancellation);
