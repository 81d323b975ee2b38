using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations;
using EngageBot.Segments;
using EngageBot.Staff;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Plays;

/// <summary>One of the shop's people was in touch with a customer, outside the bot.</summary>
internal sealed class LoggedContact
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required ContactId ContactId { get; init; }
    public required ContactKind Kind { get; init; }
    public required string By { get; init; }
    public string? Note { get; init; }
    public required DateTimeOffset At { get; init; }
}

internal sealed class LoggedContactConfiguration : IEntityTypeConfiguration<LoggedContact>
{
    public void Configure(EntityTypeBuilder<LoggedContact> builder)
    {
        builder.ToTable("contact_log", table => table.HasCheckConstraint("ck_contact_log_kind", "kind IN ('Meeting', 'Call', 'Message', 'Email', 'Letter')"));
        builder.HasIndex(l => new { l.ContactId, l.At }).HasDatabaseName("ix_contact_log_contact");    // when somebody last heard of the shop
    }
}

/// <summary>Somebody whom the shop's people should be in touch with.</summary>
/// <param name="Plan">The plan's key.</param>
/// <param name="LastAt">When they were last in touch; since when they are known, if never.</param>
internal sealed record OverdueContact(string Plan, ContactKind By, string? About, ContactId Contact, string? Name, DateTimeOffset LastAt, int DaysOver);

/// <summary>How the writing down of a contact ended.</summary>
internal enum LogOutcome { Logged, Unknown, Denied }

/// <summary>Regular contacts of the shop's own people: who is overdue, and that somebody was in touch.</summary>
internal static class ContactPlans
{
    /// <summary>Whoever is overdue, plan by plan, the longest overdue first; a contact that is in an earlier plan's segment belongs to that plan alone.</summary>
    public static ImmutableArray<OverdueContact> Overdue(RowSource source, BusinessId business, DateTimeOffset now, int limit)
    {
        var found = ImmutableArray.CreateBuilder<OverdueContact>();
        var earlier = new List<SegmentQuery>();
        foreach (var plan in RuleBook.All(source, business, ContactPlanRules.Kind, now).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            // A segment that is gone or wrong has nobody: the rules' own check says so when they are published.
            if (SegmentBook.Prepare(source, business, plan.Rules.For, now).Query is not { } query) continue;
            foreach (var (contact, name, last) in query.OutOfTouch(source, now.AddDays(-plan.Rules.EveryDays), limit))
                if (!earlier.Exists(q => q.Holds(source, contact)))
                    found.Add(new(plan.Key, plan.Rules.By, plan.Rules.About, contact, name, last, (int)(now - last).TotalDays - plan.Rules.EveryDays));
            earlier.Add(query);
        }
        return [.. found.Take(limit)];
    }

    /// <summary>Somebody was in touch: nobody has to be for as long as the plan says.</summary>
    public static LogOutcome Log(WriteScope scope, Actor actor, BusinessId business, ContactId contact, ContactKind kind, string? note, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.HandleCases, business, Member: contact), now) is not null) return LogOutcome.Denied;
        if (!People.Exists(scope, business, contact)) return LogOutcome.Unknown;
        scope.Command("INSERT INTO contact_log (business_id, contact_id, kind, by, note, at) VALUES (@business, @contact, @kind, @by, @note, @now)")
            .Set("@business", business.ToString()).Set("@contact", contact.ToString()).Set("@kind", kind.ToString()).Set("@by", actor.Name).Set("@note", note)
            .Set("@now", now).ExecuteNonQuery();
        return LogOutcome.Logged;
    }
}
