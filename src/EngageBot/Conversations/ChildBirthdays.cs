using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Conversations;

/// <summary>A child's birthday that a customer told, for a good wish on the day: day and month, no name, no year, kept by a consent of its own.</summary>
internal sealed class ChildBirthday
{
    public required BusinessId BusinessId { get; init; }
    public required ContactId ContactId { get; init; }
    /// <summary><c>MM-DD</c>.</summary>
    public required string Birthday { get; init; }
    /// <summary>The words they agreed to.</summary>
    public required string Wording { get; init; }
    public required string Language { get; init; }
    public required DateTimeOffset ToldAt { get; init; }
}

internal sealed class ChildBirthdayConfiguration : IEntityTypeConfiguration<ChildBirthday>
{
    public void Configure(EntityTypeBuilder<ChildBirthday> builder)
    {
        builder.ToTable("child_birthdays");
        builder.HasKey(b => new { b.ContactId, b.Birthday });
        builder.HasOne<Contact>().WithMany().HasForeignKey(b => b.ContactId).OnDelete(DeleteBehavior.NoAction);
        builder.HasIndex(b => new { b.BusinessId, b.Birthday }).HasDatabaseName("ix_child_birthdays_day");    // whose child has a birthday on a day
    }
}

/// <summary>The statements about <c>child_birthdays</c>.</summary>
internal static class ChildBirthdays
{
    /// <summary>More than a family that writes to a shop has; nobody keeps a list of strangers' days here.</summary>
    public const int Most = 8;

    public static List<string> Of(RowSource source, ContactId contact) => source.Rows(
        "SELECT birthday FROM child_birthdays WHERE contact_id = @contact ORDER BY birthday", command => command.Set("@contact", contact.ToString()), row => row.GetString(0));

    /// <returns><see langword="false"/> if there are as many as are kept.</returns>
    public static bool Add(WriteScope scope, ChildBirthday told)
    {
        scope.Lock($"children {told.ContactId}");
        var known = Of(scope, told.ContactId);
        if (known.Contains(told.Birthday)) return true;
        if (known.Count >= Most) return false;
        scope.Command("""
            INSERT INTO child_birthdays (contact_id, birthday, business_id, wording, language, told_at) VALUES (@contact, @birthday, @business, @wording, @language, @now)
            """)
            .Set("@contact", told.ContactId.ToString()).Set("@birthday", told.Birthday).Set("@business", told.BusinessId.ToString()).Set("@wording", told.Wording)
            .Set("@language", told.Language).Set("@now", told.ToldAt).ExecuteNonQuery();
        return true;
    }

    /// <summary>Deletes all of them: nothing is left that says there were any.</summary>
    public static void Forget(WriteScope scope, ContactId contact) =>
        scope.Command("DELETE FROM child_birthdays WHERE contact_id = @contact").Set("@contact", contact.ToString()).ExecuteNonQuery();
}
