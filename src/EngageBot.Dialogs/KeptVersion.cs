namespace EngageBot.Dialogs;

/// <summary>An older version of a dialog on which its runs may finish (<c>keep: finish_on_old</c>), with the words it had.</summary>
/// <param name="Set">The release that held it.</param>
/// <param name="Dialog">The dialog's name.</param>
/// <param name="Version">The version.</param>
/// <param name="Until">From then on its runs are moved like all others.</param>
public sealed record KeptVersion(DialogSet Set, string Dialog, int Version, DateTimeOffset Until);
