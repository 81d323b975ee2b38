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
    /// <summary>Pages of one plan that are looked through for its own people.</summary>
    private const int PagesMost = 40;

    /// <summary>Whoever is overdue, plan by plan, the longest overdue first; a contact that is in an earlier plan's segment belongs to that plan alone.</summary>
    public static ImmutableArray<OverdueContact> Overdue(RowSource source, BusinessId business, DateTimeOffset now, int limit)
    {
        var found = ImmutableArray.CreateBuilder<OverdueContact>();
        var earlier = new List<SegmentQuery>();
        foreach (var plan in RuleBook.All(source, business, ContactPlanRules.Kind, now).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            // A segment that is gone or wrong has nobody: the rules' own check says so when they are published.
            if (SegmentBook.Prepare(source, business, plan.Rules.For, now).Query is not { } query) continue;
            found.AddRange(Of(source, plan, query, earlier, now, limit - found.Count));
            if (found.Count >= limit) break;
            earlier.Add(query);
        }
        return found.DrainToImmutable();
    }

    /// <summary>A plan's own, a page after another: those at the head of the list may all belong to an earlier plan.</summary>
    private static IEnumerable<OverdueContact> Of(
        RowSource source, RuleInForce<ContactPlanRules> plan, SegmentQuery query, List<SegmentQuery> earlier, DateTimeOffset now, int limit)
    {
        var (own, after) = (new List<OverdueContact>(), ((DateTimeOffset, ContactId)?)null);
        for (var page = 0; page < PagesMost && own.Count < limit; page++)
        {
            var people = query.OutOfTouch(source, now.AddDays(-plan.Rules.EveryDays), after, limit);
            foreach (var (contact, name, last) in people)
                if (!earlier.Exists(q => q.Holds(source, contact)))
                    own.Add(new(plan.Key, plan.Rules.By, plan.Rules.About, contact, name, last, (int)(now - last).TotalDays - plan.Rules.EveryDays));
            if (people.Count < limit) break;
            after = (people[^1].LastAt, people[^1].Contact);
        }
        return own.Take(limit);
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
