using System.Collections.Immutable;
using System.Globalization;

namespace EngageBot.Tests.Segments;

/// <summary>People and well-formed segments by chance; the same seed makes the same.</summary>
internal static class RandomSegments
{
    private static readonly string?[] _languages = [null, "en", "ru", "sq"];
    private static readonly string[] _days = ["02-29", "02-28", "03-01", "12-31", "01-01", "07-15"];
    private static readonly string?[] _skus = [null, "A-1", "B-2", "it's"];
    private static readonly string[] _levels = ["bronze", "silver", "gold"];

    public static Person Person(Random random, DateTimeOffset now)
    {
        bool Chance(int of) => random.Next(of) == 0;
        DateTimeOffset Past(int days) => now - TimeSpan.FromMinutes(random.Next(1, days * 24 * 60));
        return new()
        {
            CreatedAt = Past(1_500),
            Name = "Ana",
            Language = _languages[random.Next(_languages.Length)],
            Phone = Chance(2) ? null : string.Create(CultureInfo.InvariantCulture, $"+3556{random.NextInt64(10_000_000_000, 99_999_999_999)}"),
            Birthday = Chance(3) ? null : Chance(2) ? _days[random.Next(_days.Length)] : now.AddDays(random.Next(-20, 40)).ToString("MM-dd", CultureInfo.InvariantCulture),
            JoinedAt = Chance(3) ? null : Past(900),
            Receipts = [.. Enumerable.Range(0, Chance(5) ? 0 : random.Next(1, 9)).Select(_ => Receipt(random, Past(Chance(2) ? 60 : 700)))],
            Chats = [.. ((string[])["telegram", "web"]).Where(_ => Chance(2)).Select(channel => (channel, !Chance(3), Chance(4)))],
            Consents = [.. Enumerable.Range(0, random.Next(4)).Select(_ => (Chance(2) ? "marketing" : Chance(2) ? "surveys" : "membership", Chance(2) ? "web" : "telegram", !Chance(3)))],
            Batches = [.. Enumerable.Range(0, random.Next(3)).Select(_ => (random.NextInt64(1, 200), Chance(4) ? (DateTimeOffset?)null : now + TimeSpan.FromHours(random.Next(-48, 800))))],
            Reviews = [.. Enumerable.Range(0, random.Next(3)).Select(_ => (random.Next(1, 6), Past(300)))],
            Reached = [.. _levels.Where(_ => Chance(3))],
        };
    }

    private static Receipt Receipt(Random random, DateTimeOffset at)
    {
        var minor = random.Next(8) == 0 ? 0 : random.NextInt64(1, 50_000);
        var returned = minor == 0 || random.Next(4) > 0 ? 0 : random.Next(2) == 0 ? minor : random.NextInt64(1, minor + 1);
        return new(at, minor, random.Next(2) == 0 ? "main" : "old_town", returned, _skus[random.Next(_skus.Length)], random.Next(3) == 0 ? "coffee" : null);
    }

    public static string Condition(Random random, int depth)
    {
        string Pick(params ImmutableArray<Func<string>> ways) => ways[random.Next(ways.Length)]();
        string Sub() => Condition(random, depth - 1);
        string Order() => Pick(() => "<", () => "<=", () => ">", () => ">=", () => "==", () => "!=");
        if (depth > 0 && random.Next(3) > 0)
            return Pick(() => $"({Sub()} and {Sub()})", () => $"({Sub()} or {Sub()})", () => $"not {Sub()}", () => $"if({Sub()}, {Sub()}, {Sub()})", () => $"({Sub()} == {Sub()})");
        return Pick(
            () => $"({Number(random, depth)} {Order()} {Number(random, depth)})",
            () => $"({Number(random, depth)} {Pick(() => "in", () => "not in")} [{Number(random, 0)}, {random.Next(9)}, 2.5])",
            () => Flag(random),
            () => $"customer.language {Pick(() => "==", () => "!=")} {Pick(() => "ru", () => "'en'")}",
            () => $"({Unset(random)} is {Pick(() => "", () => "not ")}set)",
            () => Unset(random) is var fact ? $"({fact} is set and {fact} {Order()} {Number(random, 0)})" : "",
            () => Unset(random) is var fact ? $"({fact} is not set or {fact} {Order()} {random.Next(60)}.5)" : "",
            () => $"has({Pick(() => "purchases.items", () => $"purchases.items.last_{random.Next(400)}d")}, {Pick(() => "'A-1'", () => "'it''s'", () => "'nothing'")})",
            () => $"has({Pick(() => "purchases.shops", () => $"purchases.shops.last_{random.Next(400)}d")}, {Pick(() => "main", () => "old_town")})",
            () => $"has(customer.channels, {Pick(() => "telegram", () => "web", () => "whatsapp")})",
            () => $"has(level.reached, {_levels[random.Next(3)]})",
            () => $"has(purchases.categories, 'coffee')",
            () => $"(purchases.last_shop is set and purchases.last_shop in [main, {Pick(() => "main", () => "old_town")}])");
    }

    private static string Flag(Random random)
    {
        string[] flags =
        [
            "customer.member", "customer.has_phone", "customer.has_birthday", $"customer.birthday.within_{random.Next(30)}d", "customer.birthday.within_366d", "customer.held", "customer.staff",
            "customer.consent.marketing", "customer.consent.surveys", "customer.consent.membership", "purchases.lapsed", $"purchases.spent.top_{random.Next(1, 101)}p", "true", "false",
        ];
        return flags[random.Next(flags.Length)];
    }

    private static string Unset(Random random)
    {
        string[] facts =
        [
            "customer.joined_days", "purchases.first_days", "purchases.last_days", "purchases.rhythm_days", "purchases.average", "purchases.largest", "review.rating",
            $"purchases.average.last_{random.Next(300)}d", $"purchases.largest.last_{random.Next(300)}d",
        ];
        return facts[random.Next(facts.Length)];
    }

    private static string Number(Random random, int depth)
    {
        string Sub() => Number(random, depth - 1);
        string[] facts =
        [
            "purchases.count", $"purchases.count.last_{random.Next(400)}d", "purchases.spent", $"purchases.spent.last_{random.Next(400)}d", "customer.known_days", "points.available",
            $"points.expiring_{random.Next(40)}d", "count(purchases.items)", "count(customer.channels)", "count(level.reached)", $"({Unset(random)} ?? {random.Next(100)})", "vouchers.open",
        ];
        if (depth <= 0 || random.Next(2) == 0) return random.Next(4) == 0 ? random.Next(300).ToString(CultureInfo.InvariantCulture) : random.Next(5) == 0 ? $"{random.Next(300)}.{random.Next(1, 99):00}" : facts[random.Next(facts.Length)];
        return random.Next(7) switch
        {
            0 => $"({Sub()} + {Sub()})",
            1 => $"({Sub()} - {Sub()})",
            2 => $"({Sub()} * {random.Next(4)})",
            3 => $"min({Sub()}, {Sub()})",
            4 => $"max({Sub()}, {Sub()}, 3)",
            5 => $"percent({Whole(random)}, {Whole(random)})",
            _ => $"if({Condition(random, 0)}, {Sub()}, {Sub()})",
        };
    }

    private static string Whole(Random random) => random.Next(3) switch { 0 => "purchases.count", 1 => $"purchases.count.last_{random.Next(400)}d", _ => "points.available" };
}
