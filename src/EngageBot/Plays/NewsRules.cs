using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations.Actions;
using EngageBot.Conversations.Policy;
using EngageBot.Loyalty.Deeds;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Plays;

/// <summary>What a piece of news is.</summary>
internal enum NewsSort
{
    Novelty,
    Promotion,
    Seminar,
    Service,
    /// <summary>What changed for the customer: stability is good, but nobody should be bored.</summary>
    Change,
}

/// <summary>A piece of news; each customer is told it once, in a digest.</summary>
/// <param name="Words">By language.</param>
/// <param name="Topic">Of the contact policy: whoever switched it off is not told; absent for everybody.</param>
/// <param name="Until">The last day on which it is news.</param>
internal sealed record NewsRules(ImmutableSortedDictionary<string, string> Words, NewsSort Sort = NewsSort.Novelty, string? Topic = null, DateOnly? Until = null)
{
    public static RuleKind<NewsRules> Kind { get; } = new("news", "A piece of news, told once to each customer who wants its topic.", () => PlayJson.Default.NewsRules, rules => InLanguage.Errors(rules.Words, "words", 300), Beside);

    private static IEnumerable<RuleError> Beside(RuleSurroundings around, NewsRules rules)
    {
        if (rules.Topic is not { } topic) yield break;
        var topics = ContactPolicy.RulesOf(around.Source, around.Business, around.From).Topics;
        if (topics?.ContainsKey(topic) != true) yield return new("topic", $"'{topic}' is no topic of the contact policy. {Dialogs.Loading.Nearest.Suggest(topic, [.. topics?.Keys ?? []])}");
    }
}

/// <summary>Somebody was told a piece of news.</summary>
internal sealed class ToldNews
{
    public required ContactId ContactId { get; init; }
    /// <summary>The key of its rules.</summary>
    public required string News { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required DateTimeOffset ToldAt { get; init; }
}

internal sealed class ToldNewsConfiguration : IEntityTypeConfiguration<ToldNews>
{
    public void Configure(EntityTypeBuilder<ToldNews> builder)
    {
        builder.ToTable("told_news");
        builder.HasKey(t => new { t.ContactId, t.News });
    }
}

/// <summary>Which news there is, and who has heard which.</summary>
internal static class NewsBook
{
    /// <summary>Pieces in one digest: it takes little time.</summary>
    public const int Most = 5;

    /// <summary>Without something new for so long the shop's people are reminded.</summary>
    public static readonly TimeSpan Quarter = TimeSpan.FromDays(92);

    /// <summary>Everything that is news on the business's day.</summary>
    public static ImmutableArray<RuleInForce<NewsRules>> Current(RowSource source, BusinessId business, DateTimeOffset now)
    {
        var today = LocalDays.DayOf(now, DateOccasions.HomeOf(source, business));
        return [.. RuleBook.All(source, business, NewsRules.Kind, now).Where(n => n.Rules.Until is not { } until || until >= today).OrderBy(n => n.Key, StringComparer.Ordinal)];
    }

    /// <summary>What somebody wants of it and has not heard.</summary>
    public static IEnumerable<RuleInForce<NewsRules>> Wanted(ImmutableArray<RuleInForce<NewsRules>> news, string? topicsOff, Func<string, bool> told)
    {
        var off = topicsOff?.Split(',') ?? [];
        return news.Where(n => (n.Rules.Topic is not { } topic || !off.Contains(topic)) && !told(n.Key)).Take(Most);
    }

    /// <summary>The next digest of one contact.</summary>
    public static ImmutableArray<RuleInForce<NewsRules>> Next(RowSource source, BusinessId business, ContactId contact, DateTimeOffset now)
    {
        var news = Current(source, business, now);
        if (news.IsEmpty) return [];
        var told = source.Rows("SELECT news FROM told_news WHERE contact_id = @contact", command => command.Set("@contact", contact.ToString()), row => row.GetString(0)).ToHashSet(StringComparer.Ordinal);
        return [.. Wanted(news, Preferences.Of(source, contact)?.TopicsOff, told.Contains)];
    }

    /// <summary>Whether anything changed for customers since an instant.</summary>
    public static bool HasChangeSince(RowSource source, BusinessId business, DateTimeOffset since, DateTimeOffset now) =>
        RuleBook.All(source, business, NewsRules.Kind, now).Where(n => n.Rules.Sort is NewsSort.Change)
            .Any(n => RuleBook.Versions(source, business, NewsRules.Kind.Name, n.Key).Any(v => v.EffectiveFrom >= since && v.EffectiveFrom <= now));
}

/// <summary>Writes down that the customer has heard the news that was just told.</summary>
[DialogAction("news.told", Repeatable = true)]
internal sealed class NewsTold : IDialogAction<NewsTold.Input, Nothing>
{
    public sealed record Input;

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        foreach (var one in NewsBook.Next(context.Scope, context.BusinessId, context.ContactId, context.Now))
            context.Scope.Command("INSERT INTO told_news (contact_id, news, business_id, told_at) VALUES (@contact, @news, @business, @now) ON CONFLICT DO NOTHING")
                .Set("@contact", context.ContactId.ToString()).Set("@news", one.Key).Set("@business", context.BusinessId.ToString()).Set("@now", context.Now).ExecuteNonQuery();
        return new(Nothing.Done);
    }
}
