using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Conversations.Releases;

/// <summary>One published state of all dialogs, for the whole installation: their files with lock.json. Never changed.</summary>
internal sealed class DialogRelease
{
    /// <summary>Counts up by one.</summary>
    public long Number { get; init; }
    /// <summary>A hash of the files; equal for equal folders.</summary>
    public required string Fingerprint { get; init; }
    /// <summary>The files, compressed.</summary>
    public required byte[] Files { get; init; }
    public required DateTimeOffset PublishedAt { get; init; }
    /// <summary>What published it.</summary>
    public required PublishedBy PublishedBy { get; init; }
}

/// <summary>What published a release: a start, an edit under a running program, or the command.</summary>
internal enum PublishedBy { Start, Edit, Command }

/// <summary>A version of one dialog, and the newest release that holds it.</summary>
internal sealed class DialogVersion
{
    public required string Dialog { get; init; }
    public required int Version { get; init; }
    public required long Release { get; init; }
    /// <summary>When a release without it was published.</summary>
    public DateTimeOffset? ReplacedAt { get; init; }
}

internal sealed class DialogReleaseConfiguration : IEntityTypeConfiguration<DialogRelease>
{
    public void Configure(EntityTypeBuilder<DialogRelease> builder)
    {
        builder.ToTable("dialog_releases", table => table.HasCheckConstraint("ck_dialog_releases_by", "published_by IN ('Start', 'Edit', 'Command')"));
        builder.HasKey(r => r.Number);
        builder.Property(r => r.Number).ValueGeneratedNever();
    }
}

internal sealed class DialogVersionConfiguration : IEntityTypeConfiguration<DialogVersion>
{
    public void Configure(EntityTypeBuilder<DialogVersion> builder)
    {
        builder.ToTable("dialog_versions");
        builder.HasKey(v => new { v.Dialog, v.Version });
    }
}
