using EngageBot.Dialogs.Engine;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>Finds the buttons a conversation has shown, by what they stand for.</summary>
internal static class Buttons
{
    /// <summary>The newest button of that name: one that still answers the open question, or an old one.</summary>
    public static string? Find(Rehearsal rehearsal, string name, bool old)
    {
        for (var index = rehearsal.Shown.Count - 1; index >= 0; index--)
        {
            var shown = rehearsal.Shown[index];
            for (var button = 0; button < shown.Buttons.Count; button++)
                if (shown.Buttons[button] == name && IsOpen(rehearsal, shown.Message.Buttons[button].Token) != old) return shown.Message.Buttons[button].Token;
        }
        return null;
    }

    /// <summary>Every button that belongs to no open question any more.</summary>
    public static IEnumerable<string> Old(Rehearsal rehearsal)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var shown in rehearsal.Shown)
            foreach (var button in shown.Message.Buttons)
                if (button.Link is null && !IsOpen(rehearsal, button.Token) && seen.Add(button.Token)) yield return button.Token;
    }

    public static ButtonToken? Read(Rehearsal rehearsal, string token) =>
        ButtonToken.TryRead(token, rehearsal.Context.ButtonKey.Span, rehearsal.Context.ChatId, out var read) ? read : null;

    private static bool IsOpen(Rehearsal rehearsal, string token)
    {
        if (Read(rehearsal, token) is not { } read) return false;
        if (read.Kind is ButtonKind.Command) return true;
        return rehearsal.Chat.Find(read.Run) is { } run && run.Epoch == read.Epoch;
    }
}
