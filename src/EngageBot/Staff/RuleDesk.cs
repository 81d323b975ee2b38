using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Storage;

namespace EngageBot.Staff;

/// <summary>How an edit of rules ended.</summary>
internal abstract record RuleOutcome
{
    private RuleOutcome() { }

    /// <param name="Changed"><see langword="false"/> if exactly these rules hold at that time already; nothing was written.</param>
    public sealed record Done(int Version, DateTimeOffset EffectiveFrom, bool Changed) : RuleOutcome;

    public sealed record Invalid(ImmutableArray<RuleError> Errors) : RuleOutcome;

    /// <summary>Somebody else has published since the editor looked.</summary>
    /// <param name="Newest">0 if there is none.</param>
    public sealed record VersionDiffers(int Newest) : RuleOutcome;

    /// <summary>There is nothing to withdraw.</summary>
    public sealed record Unknown : RuleOutcome;

    /// <summary>Whoever asked may not; nothing but the refusal was written.</summary>
    public sealed record Denied(Denial Why) : RuleOutcome;
}

/// <summary>What is to be published or withdrawn.</summary>
/// <param name="Json">The document; <see langword="null"/> to end the rules.</param>
/// <param name="EffectiveFrom"><see langword="null"/> for now.</param>
internal sealed record RuleEdit(BusinessId Business, RuleKind Kind, string Key, string? Json, DateTimeOffset? EffectiveFrom = null)
{
    /// <summary>The newest version the editor has seen, 0 for none; <see langword="null"/> to publish whatever there is.</summary>
    public int? Seen { get; init; }
}

/// <summary>Publishes and withdraws rules for somebody who may.</summary>
internal static class RuleDesk
{
    /// <summary>Clocks of editors may be that far behind; what was bought before is judged by the rules of its time.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(5);

    /// <summary>Rules may be written at most that far ahead.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(5 * 366);

    public static RuleOutcome Edit(WriteScope scope, Actor actor, RuleEdit edit, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(PermissionFor(edit.Kind), edit.Business), now) is { } denial) return new RuleOutcome.Denied(denial);
        if (!RuleKinds.IsKey(edit.Key)) return new RuleOutcome.Invalid([new("", RuleKinds.KeyForm)]);
        RuleBook.Lock(scope, edit.Business, edit.Kind.Name);
        var versions = RuleBook.Versions(scope, edit.Business, edit.Kind.Name, edit.Key);
        var newest = versions.FirstOrDefault()?.Version ?? 0;
        if (edit.Seen is { } seen && seen != newest) return new RuleOutcome.VersionDiffers(newest);
        var from = (edit.EffectiveFrom is { } wished && wished > now ? wished : now).ToUniversalTime();
        if (edit.EffectiveFrom < now - Late) return new RuleOutcome.Invalid([new("", "Rules begin now or later: what was bought before keeps the rules of its time.")]);
        if (from > now + Ahead) return new RuleOutcome.Invalid([new("", "Rules begin within five years.")]);
        var held = RuleBook.InForce(versions, from);
        if (edit.Json is null) return Withdraw(scope, actor, edit, held, from, now);
        var errors = edit.Kind.Check(edit.Json);
        if (errors.IsEmpty) errors = edit.Kind.CheckBeside(new(scope, edit.Business, edit.Key, from), edit.Json);
        if (!errors.IsEmpty) return new RuleOutcome.Invalid(errors);
        if (held is not null && held.Content == edit.Kind.Canonical(edit.Json)) return new RuleOutcome.Done(held.Version, held.EffectiveFrom, Changed: false);
        return Done(scope, actor, edit, held, RuleBook.Publish(scope, edit.Business, edit.Kind, edit.Key, edit.Json, from, now, actor.Name), from, now);
    }

    /// <summary>Who may change what the roles may decides over everybody, and that is the owner's.</summary>
    private static Permission PermissionFor(RuleKind kind) => kind == RoleRules.Kind ? Permission.ManageStaff : Permission.EditRules;

    private static RuleOutcome.Done Done(WriteScope scope, Actor actor, RuleEdit edit, RuleVersion? held, int version, DateTimeOffset from, DateTimeOffset now)
    {
        var (verb, before) = (edit.Json is null ? "rule.withdrawn" : "rule.published", held is null ? "none" : $"version {held.Version}");
        Audit.Write(scope, edit.Business, actor, verb, $"rule:{edit.Kind.Name}/{edit.Key}", $"{before} → version {version} from {from:yyyy-MM-dd'T'HH:mm:ss'Z'}", null, now);
        return new(version, from, Changed: true);
    }

    private static RuleOutcome Withdraw(WriteScope scope, Actor actor, RuleEdit edit, RuleVersion? held, DateTimeOffset from, DateTimeOffset now) =>
        held is null ? new RuleOutcome.Unknown()
        : held.Content is null ? new RuleOutcome.Done(held.Version, held.EffectiveFrom, Changed: false)
        : Done(scope, actor, edit, held, RuleBook.Withdraw(scope, edit.Business, edit.Kind, edit.Key, from, now, actor.Name), from, now);
}
