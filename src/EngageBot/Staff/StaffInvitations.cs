using System.Collections.Immutable;
using EngageBot.Storage;

namespace EngageBot.Staff;

/// <summary>Somebody who is to join the staff.</summary>
/// <param name="Shops">Where they will work; empty for every shop.</param>
internal sealed record NewStaff(string Name, Role Role, ImmutableArray<ShopId> Shops, string Language);

/// <summary>How inviting ended.</summary>
internal abstract record InviteOutcome
{
    private InviteOutcome() { }

    /// <param name="Token">Shown once, never stored.</param>
    public sealed record Invited(StaffId Id, string Token, DateTimeOffset ExpiresAt) : InviteOutcome;

    public sealed record Denied(Denial Why) : InviteOutcome;

    /// <summary>There is nobody with that id who waits to be let in.</summary>
    public sealed record NotInvited : InviteOutcome;
}

/// <summary>What a link leads to, looked at without taking it.</summary>
internal abstract record LinkLook
{
    private LinkLook() { }

    /// <param name="By">The name of who made it; absent for the program itself.</param>
    /// <param name="Shops">Their names; empty for every shop.</param>
    public sealed record Open(StaffMember Member, string BusinessName, string? By, ImmutableArray<string> Shops) : LinkLook;

    /// <summary>It never was, is used, too old, or was taken back: nobody is told which.</summary>
    public sealed record Gone : LinkLook;
}

/// <summary>How taking a link ended.</summary>
internal abstract record AcceptOutcome
{
    private AcceptOutcome() { }

    public sealed record Accepted(StaffMember Member) : AcceptOutcome;

    public sealed record Gone : AcceptOutcome;

    /// <summary>The chat is one of the staff's already; the link stays good for whom it is meant.</summary>
    public sealed record AlreadyStaff : AcceptOutcome;
}

/// <summary>One-time links that make a stranger one of the staff.</summary>
internal static class StaffInvitations
{
    public static TimeSpan DefaultLife { get; } = TimeSpan.FromDays(7);

    /// <summary>How long a code for a browser is good.</summary>
    public static TimeSpan CodeLife { get; } = TimeSpan.FromMinutes(10);

    private const int LongestName = 60;

    /// <summary>Whether somebody may be called so: one line of 1 to 60 characters.</summary>
    public static bool IsName(string? name) => name?.Trim() is { Length: > 0 and <= LongestName } trimmed && !trimmed.Any(char.IsControl);

    /// <summary>Makes somebody a person to be, and the link they become it by.</summary>
    public static InviteOutcome Invite(WriteScope scope, Actor actor, BusinessId business, NewStaff invited, TimeSpan life, DateTimeOffset now)
    {
        if (StaffChanges.Check(scope, actor, business, invited.Role, invited.Shops, now) is { } denial) return new InviteOutcome.Denied(denial);
        var id = StaffId.New(now);
        scope.Command("""
            INSERT INTO staff_members (id, business_id, name, role, language, state, created_at) VALUES (@id, @business, @name, @role, @language, 'Invited', @now)
            """)
            .Set("@id", id.ToString()).Set("@business", business.ToString()).Set("@name", invited.Name.Trim()).Set("@role", invited.Role.ToString())
            .Set("@language", invited.Language).Set("@now", now).ExecuteNonQuery();
        StaffChanges.SetShops(scope, id, invited.Shops);
        Audit.Write(scope, business, actor, "staff.invited", $"staff:{id}", invited.Role.Word(), null, now);
        return NewLink(scope, actor, id, life, now);
    }

    /// <summary>Another link for somebody: the older ones end. For who let an invitation run out, or takes another phone or browser.</summary>
    public static InviteOutcome InviteAgain(WriteScope scope, Actor actor, BusinessId business, StaffId id, TimeSpan life, DateTimeOffset now)
    {
        scope.Lock(StaffChanges.LockOf(business));
        if (StaffRows.Find(scope, id) is not { State: StaffState.Invited or StaffState.Active } member || member.BusinessId != business) return new InviteOutcome.NotInvited();
        if (StaffChanges.Check(scope, actor, business, member.Role, StaffRows.ShopsOf(scope, id), now) is { } denial) return new InviteOutcome.Denied(denial);
        RevokeLinks(scope, id, now);
        Audit.Write(scope, business, actor, "staff.linked_anew", $"staff:{id}", null, null, now);
        return NewLink(scope, actor, id, life, now);
    }

    /// <summary>A link for one's own web chat, made by somebody who is signed in to the page: there the till is then theirs.</summary>
    public static InviteOutcome.Invited ChatLink(WriteScope scope, Actor.Staff actor, DateTimeOffset now) => NewLink(scope, actor, actor.Id, CodeLife, now);

    /// <summary>A short code for a browser, made by somebody who is known in a chat.</summary>
    public static InviteOutcome.Invited SignInCode(WriteScope scope, Actor.Staff actor, DateTimeOffset now) =>
        NewLink(scope, actor, actor.Id, CodeLife, now, LinkToken.NewCode());

    /// <param name="hash">Of the token.</param>
    public static LinkLook Look(RowSource source, byte[] hash, DateTimeOffset now)
    {
        var found = source.Query<(StaffId Id, string MadeBy)?>(
            "SELECT staff_id, made_by FROM staff_links WHERE hash = @hash AND used_at IS NULL AND revoked_at IS NULL AND expires_at > @now",
            command => command.Set("@hash", hash).Set("@now", now),
            row => row.Read() ? (new(Guid.Parse(row.GetString(0))), row.GetString(1)) : null);
        if (found is not var (id, madeBy) || StaffRows.Find(source, id) is not { State: StaffState.Invited or StaffState.Active } member) return new LinkLook.Gone();
        var business = source.Query("SELECT name FROM businesses WHERE id = @id", command => command.Set("@id", member.BusinessId.ToString()),
            row => row.Read() ? row.GetString(0) : "");
        var shops = source.Rows("SELECT s.name FROM staff_shops f JOIN shops s ON s.id = f.shop_id WHERE f.staff_id = @id ORDER BY s.name",
            command => command.Set("@id", id.ToString()), row => row.GetString(0));
        return new LinkLook.Open(member, business, NameOf(source, madeBy), [.. shops]);
    }

    /// <summary>Takes a link: of two taps at once one wins.</summary>
    /// <param name="chatId">The chat it is taken in; absent in a browser.</param>
    public static AcceptOutcome Accept(WriteScope scope, byte[] hash, long? chatId, DateTimeOffset now)
    {
        if (Look(scope, hash, now) is not LinkLook.Open { Member: var member }) return new AcceptOutcome.Gone();
        scope.Lock(StaffChanges.LockOf(member.BusinessId));
        if (chatId is { } known && StaffRows.InChat(scope, known) is not null) return new AcceptOutcome.AlreadyStaff();
        var taken = scope.Command("UPDATE staff_links SET used_at = @now WHERE hash = @hash AND used_at IS NULL AND revoked_at IS NULL AND expires_at > @now")
            .Set("@now", now).Set("@hash", hash).ExecuteNonQuery();
        if (taken == 0 || StaffRows.Find(scope, member.Id) is not { State: StaffState.Invited or StaffState.Active } current) return new AcceptOutcome.Gone();
        scope.Command("UPDATE staff_members SET state = 'Active', joined_at = COALESCE(joined_at, @now) WHERE id = @id")
            .Set("@now", now).Set("@id", member.Id.ToString()).ExecuteNonQuery();
        if (chatId is { } chat)
            scope.Command("INSERT INTO staff_chats (chat_id, staff_id, linked_at) VALUES (@chat, @id, @now)")
                .Set("@chat", chat).Set("@id", member.Id.ToString()).Set("@now", now).ExecuteNonQuery();
        Audit.Write(scope, member.BusinessId, StaffRows.ActorOf(scope, member.Id, now)!, "staff.accepted", $"staff:{member.Id}", chatId is null ? "web" : "chat", null, now);
        current.State = StaffState.Active;
        return new AcceptOutcome.Accepted(current);
    }

    /// <summary>Ends every link of somebody that nobody has taken.</summary>
    internal static void RevokeLinks(WriteScope scope, StaffId id, DateTimeOffset now) =>
        scope.Command("UPDATE staff_links SET revoked_at = @now WHERE staff_id = @id AND used_at IS NULL AND revoked_at IS NULL")
            .Set("@now", now).Set("@id", id.ToString()).ExecuteNonQuery();

    private static InviteOutcome.Invited NewLink(WriteScope scope, Actor actor, StaffId id, TimeSpan life, DateTimeOffset now, string? code = null)
    {
        var token = code ?? LinkToken.New();
        scope.Command("INSERT INTO staff_links (staff_id, hash, made_by, created_at, expires_at) VALUES (@id, @hash, @by, @now, @expires)")
            .Set("@id", id.ToString()).Set("@hash", LinkToken.HashOf(token)).Set("@by", actor.Name).Set("@now", now).Set("@expires", now + life).ExecuteNonQuery();
        return new(id, token, now + life);
    }

    private static string? NameOf(RowSource source, string actor) =>
        actor.StartsWith("staff:", StringComparison.Ordinal) && Guid.TryParse(actor.AsSpan("staff:".Length), out var id) ? StaffRows.Find(source, new(id))?.Name : null;
}
