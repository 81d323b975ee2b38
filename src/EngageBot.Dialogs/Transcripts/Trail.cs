using EngageBot.Dialogs.Engine;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>Where conversations have been: states entered, lines taken, texts said.</summary>
public sealed class Trail
{
    /// <summary>As <c>dialog/state</c>, also those only passed through.</summary>
    public HashSet<string> States { get; } = new(StringComparer.Ordinal);

    /// <summary>By the place where the line is written.</summary>
    public HashSet<SourcePosition> Lines { get; } = [];

    /// <summary>By dialog (empty for the shared ones), key and the language the words are in.</summary>
    public HashSet<(string Dialog, string Key, string Language)> Texts { get; } = [];

    /// <summary>Outcomes as <c>dialog:outcome</c>.</summary>
    public HashSet<string> Outcomes { get; } = new(StringComparer.Ordinal);

    /// <summary>Where another conversation has been, too.</summary>
    public void Add(Trail other)
    {
        ArgumentNullException.ThrowIfNull(other);
        States.UnionWith(other.States);
        Lines.UnionWith(other.Lines);
        Texts.UnionWith(other.Texts);
        Outcomes.UnionWith(other.Outcomes);
    }

    internal void Add(StepTrace trace)
    {
        States.UnionWith(trace.States);
        Lines.UnionWith(trace.Lines);
        foreach (var message in trace.Messages) Texts.Add((message.Dialog, message.Key, message.Message.Language));
    }
}
