using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Conversations;

/// <summary>The day on which a child of a contact has a birthday, with the yes to keeping it: neither name nor year, and gone when they say so.</summary>
internal sealed class ChildBirthday
{
    /// <summary>Days one contact may tell.</summary>
    public const int Most = 5;

    public required ContactId ContactId { get; init; }
    /// <summary><c>MM-DD</c>.</summary>
    public required string Birthday { get; init; }
    public required BusinessId BusinessId { get; init; }
    /// <summary>The exact words that were agreed to.</summary>
    public required string Wording { get; init; }
    /// <summary>The language of those words.</summary>
    public required string Language { get; init; }
    public required string Channel { get; init; }
    /// <summary>The inbox row that carried the yes.</summary>
    public long? InboxId { get; init; }
    public required DateTimeOffset SetAt { get; init; }

    /// <summary>What a contact told and did not take back.</summary>
    public static List<string> DaysOf(RowSource source, ContactId contact) =>
        source.Rows("SELECT birthday FROM child_birthdays WHERE contact_id = @contact ORDER BY birthday", command => command.Set("@contact", contact.ToString()), row => row.GetString(0));
}

internal sealed class ChildBirthdayConfiguration : IEntityTypeConfiguration<ChildBirthday>
{
    public void Configure(EntityTypeBuilder<ChildBirthday> builder)
    {
        builder.ToTable("child_birthdays", table => table.HasCheckConstraint("ck_child_birthdays_day", "length(birthday) = 5"));
        builder.HasKey(c => new { c.ContactId, c.Birthday });
        builder.HasIndex(c => new { c.BusinessId, c.Birthday }).HasDatabaseName("ix_child_birthdays_day");    // whose day it is
    }
}

/// <summary>Keeps the day of a child's birthday, after a yes to these very words.</summary>
[DialogAction("child.add", Repeatable = true, Errors = ["full"])]
internal sealed class AddChildBirthday(ConsentWording wording) : IDialogAction<AddChildBirthday.Input, Nothing>
{
    /// <param name="Wording">The question that was answered with a yes: <c>'child/agree.ask'</c>.</param>
    public sealed record Input([DialogType(TypeKind.DayMonth)] string Day, string Wording);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        var known = ChildBirthday.DaysOf(context.Scope, context.ContactId);
        if (!known.Contains(input.Day) && known.Count >= ChildBirthday.Most) return new(new ActionResult<Nothing>.Failed("full"));
        context.Scope.Command("""
            INSERT INTO child_birthdays (contact_id, birthday, business_id, wording, language, channel, inbox_id, set_at)
            VALUES (@contact, @day, @business, @wording, @language, @channel, @inbox, @now) ON CONFLICT DO NOTHING
            """)
            .Set("@contact", context.ContactId.ToString()).Set("@day", input.Day).Set("@business", context.BusinessId.ToString())
            .Set("@wording", wording.Of(input.Wording, context.Manner)).Set("@language", context.Language).Set("@channel", context.Account.Channel)
            .Set("@inbox", context.InboxId).Set("@now", context.Now).ExecuteNonQuery();
        return new(Nothing.Done);
    }
}

/// <summary>Forgets every birthday of the customer's children, and the yes to them.</summary>
[DialogAction("child.forget", Repeatable = true)]
internal sealed class ForgetChildBirthdays : IDialogAction<ForgetChildBirthdays.Input, Nothing>
{
    public sealed record Input;

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        context.Scope.Command("DELETE FROM child_birthdays WHERE contact_id = @contact").Set("@contact", context.ContactId.ToString()).ExecuteNonQuery();
        return new(Nothing.Done);
    }
}
