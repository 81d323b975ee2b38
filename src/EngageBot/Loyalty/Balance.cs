using System.Collections.Immutable;

namespace EngageBot.Loyalty;

/// <param name="LastDay">Still good on that day, in the business's zone.</param>
internal readonly record struct ExpiringPoints(long Points, DateOnly LastDay);

/// <param name="FromDay">Usable from that day on, in the business's zone.</param>
internal readonly record struct PendingPoints(long Points, DateOnly FromDay);

/// <summary>All that a member can be told about their points, at one instant.</summary>
/// <param name="AvailablePoints">To be spent now; below zero after the return of goods whose points are spent.</param>
/// <param name="PendingPoints">On the way.</param>
/// <param name="PendingFrom">When the first of them arrive.</param>
/// <param name="Batches">What expires, by last day, the nearest first.</param>
/// <param name="PendingBatches">What is on the way, by day, the nearest first.</param>
/// <param name="NeverExpiringPoints">Of the available ones.</param>
/// <param name="ReservedPoints">Set aside for something that is not done yet; not among the available ones.</param>
internal sealed record Balance(
    long AvailablePoints,
    long PendingPoints,
    DateTimeOffset? PendingFrom,
    ImmutableArray<ExpiringPoints> Batches,
    ImmutableArray<PendingPoints> PendingBatches,
    long NeverExpiringPoints,
    long ReservedPoints,
    Level Level);
