using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Earning;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Imports;

/// <summary>A member of a file.</summary>
/// <param name="Birthday"><c>MM-DD</c>.</param>
/// <param name="PointsExpire">The last day of the points; <see cref="DateOnly.MaxValue"/> for never, <see langword="null"/> for what the programme says.</param>
internal sealed record MemberRow(string Phone, string? Name, string? Language, string? Birthday, long Points, DateOnly? PointsExpire, string? ExternalId, string Wallet = Wallets.Default)
{
    /// <summary>The key of the level they have elsewhere.</summary>
    public string? Level { get; init; }

    /// <summary>The number of the plastic card in their purse.</summary>
    public string? Card { get; init; }
}

/// <summary>Members, with the points they have elsewhere. What a member said in a chat is never overwritten: only gaps are filled.</summary>
internal sealed class ImportMembers(IStore store, Business business, TimeProvider clock, ILogger logger) : CsvImport<MemberRow>(store, business, logger)
{
    private protected override IReadOnlyCollection<string> Required { get; } = ["phone"];
    private protected override IReadOnlyCollection<string> Optional { get; } = ["name", "language", "birthday", "points", "points_expire", "external_id", "wallet", "level", "card"];

    private protected override (MemberRow? Row, string? Reason) Parse(TableRow row)
    {
        if (row["phone"] is not { } written) return (null, "phone is empty.");
        if (PhoneNumber.Parse(written, Business.CallingCode) is not { } phone)
            return (null, $"phone \"{Cut(written)}\" is no number{(Business.CallingCode is null ? " with its country code, such as +355 69 123 4567" : "")}.");
        if (row["name"] is { Length: > 100 }) return (null, "name is longer than 100 characters.");
        if (row["language"]?.ToLowerInvariant() is { } language && language is not ("en" or "ru" or "sq")) return (null, $"language \"{Cut(language)}\" is none of en, ru, sq.");
        var birthday = row["birthday"] is { } born ? FieldFormats.Birthday(born) : null;
        if (row["birthday"] is not null && birthday is null) return (null, $"birthday \"{Cut(row["birthday"]!)}\" is no day; write DD.MM or YYYY-MM-DD.");
        if (FieldFormats.Points(row["points"] ?? "0") is not { } points) return (null, $"points \"{Cut(row["points"]!)}\" is no whole number.");
        var (expire, wrong) = Expiry(row["points_expire"]);
        if (wrong is not null) return (null, wrong);
        if (row["external_id"] is { Length: > 100 }) return (null, "external_id is longer than 100 characters.");
        if (row["wallet"] is { Length: > 40 }) return (null, "wallet is longer than 40 characters.");
        return (new(phone, row["name"], row["language"]?.ToLowerInvariant(), birthday, points, expire, row["external_id"], row["wallet"] ?? Wallets.Default) { Level = row["level"], Card = row["card"] }, null);
    }

    private (DateOnly? Expire, string? Reason) Expiry(string? text)
    {
        if (text is null) return (null, null);
        if (text.Equals("never", StringComparison.OrdinalIgnoreCase)) return (DateOnly.MaxValue, null);
        if (FieldFormats.Day(text) is not { } day) return (null, $"points_expire \"{Cut(text)}\" is no date; write YYYY-MM-DD, DD.MM.YYYY or never.");
        return day < LocalDays.DayOf(clock.GetUtcNow(), Zone) ? (null, $"points_expire {Cut(text)} has passed.") : (day, null);
    }

    private protected override IEnumerable<string> KeysOf(MemberRow row)
    {
        yield return row.Phone;
        if (row.ExternalId is not null) yield return $"#{row.ExternalId}";
        if (row.Card is not null) yield return $"card {row.Card}";
    }

    private protected override ValueTask<RowOutcome> ApplyAsync(WriteScope scope, MemberRow row) => ValueTask.FromResult(Apply(scope, row));

    private RowOutcome Apply(WriteScope scope, MemberRow row)
    {
        PointsLedger.Lock(scope, Business.Id);
        var now = clock.GetUtcNow();
        var known = Find(scope, "SELECT id FROM contacts WHERE business_id = @business AND phone = @value", row.Phone);
        var owner = row.ExternalId is null ? null : Find(scope, "SELECT contact_id FROM member_numbers WHERE business_id = @business AND number = @value", row.ExternalId);
        if (owner is not null && owner != known) return new RowOutcome.Refused($"external_id {row.ExternalId} belongs to a member with another phone.");
        var rules = RuleBook.At(scope, Business.Id, ProgrammeRules.Kind, row.Wallet, now)?.Rules;
        if ((row.Points > 0 || row.Level is not null) && rules is null) return new RowOutcome.Refused($"there is no programme {Cut(row.Wallet)}, so no such wallet.");
        if (row.Level is { } level && BroughtLevels.Problem(scope, known, row.Wallet, rules!, level) is { } unknown) return new RowOutcome.Refused(unknown);
        if (row.Card is { } card && CardProblem(scope, known, card) is { } taken) return new RowOutcome.Refused(taken);
        if (Contradiction(scope, known, row) is { } contradiction) return new RowOutcome.Refused(contradiction);
        var contact = known is null ? new NewMember(row.Phone, row.Name, row.Language, row.Birthday).Add(scope, Business.Id, now) : new ContactId(Guid.Parse(known));
        var changed = known is not null && Fill(scope, contact, row);
        changed |= JoinProgramme.Join(scope, Business.Id, contact, now, welcome: false) is JoinOutcome.Joined;
        if (row.ExternalId is not null && owner is null)
        {
            scope.Command("INSERT INTO member_numbers (business_id, number, contact_id) VALUES (@business, @number, @contact)")
                .Set("@business", Business.Id.ToString()).Set("@number", row.ExternalId).Set("@contact", contact.ToString()).ExecuteNonQuery();
            changed = true;
        }
        changed |= Give(scope, contact, row, now);
        changed |= row.Level is not null && BroughtLevels.Add(scope, Business.Id, contact, row.Wallet, rules!, row.Level, now);
        changed |= row.Card is not null && Cards.Issue(scope, new Actor.System("import"), new(Business.Id, default, row.Card, CardKind.Personal, contact), now) is CardOutcome.Issued;
        return known is null ? new RowOutcome.Added() : changed ? new RowOutcome.Changed() : new RowOutcome.Unchanged();
    }

    private string? CardProblem(WriteScope scope, string? known, string number) =>
        Cards.Problem(new(Business.Id, default, number, CardKind.Personal, default(ContactId))) is { } wrong ? $"card {Cut(number)}: {wrong}"
        : Cards.Taken(scope, Business.Id, number) is { } holder && holder != known ? $"card {Cut(number)} belongs to somebody else, or is blocked."
        : null;

    /// <summary>What an earlier import gave under the same reference, if it differs.</summary>
    private string? Contradiction(WriteScope scope, string? contact, MemberRow row) =>
        contact is not null && row.Points > 0 && new LedgerRows(scope).Find(Business.Id, ReferenceOf(contact, row)) is { } earlier && earlier.AmountPoints != row.Points
            ? $"an earlier import gave this member {earlier.AmountPoints} points with the same expiry; points are corrected by adjustments."
            : null;

    /// <summary>A person may stand in several rows, one for each expiry of their points.</summary>
    private static string ReferenceOf(string contact, MemberRow row) => $"import:{contact}:{(row.PointsExpire is { } last ? last.ToString("O", CultureInfo.InvariantCulture) : "programme")}{(row.Wallet == Wallets.Default ? "" : $":{row.Wallet}")}";

    private bool Give(WriteScope scope, ContactId contact, MemberRow row, DateTimeOffset now)
    {
        if (row.Points == 0) return false;
        var expiresAt = row.PointsExpire switch
        {
            null => EarnRules.ExpiresAt(RuleBook.At(scope, Business.Id, ProgrammeRules.Kind, row.Wallet, now)!.Rules.Expiry, now, Zone),
            { } never when never == DateOnly.MaxValue => null,
            { } day => EarnRules.EndOf(day, Zone),
        };
        return new PointsLedger(scope).Post(new(Business.Id, contact, row.Points, TransferReason.Import, ReferenceOf(contact.ToString(), row), now) { ExpiresAt = expiresAt, Wallet = row.Wallet })
            is PostOutcome.Posted;
    }

    private static bool Fill(WriteScope scope, ContactId contact, MemberRow row) =>
        scope.Command("""
            UPDATE contacts SET name = COALESCE(name, @name), language = COALESCE(language, @language), birthday = COALESCE(birthday, @birthday)
            WHERE id = @id AND (name IS NULL AND CAST(@name AS TEXT) IS NOT NULL OR language IS NULL AND CAST(@language AS TEXT) IS NOT NULL OR birthday IS NULL AND CAST(@birthday AS TEXT) IS NOT NULL)
            """).Set("@id", contact.ToString()).Set("@name", row.Name).Set("@language", row.Language).Set("@birthday", row.Birthday).ExecuteNonQuery() == 1;

    private string? Find(WriteScope scope, string sql, string value) =>
        (string?)scope.Command(sql).Set("@business", Business.Id.ToString()).Set("@value", value).ExecuteScalar();
}
