namespace EngageBot.Dialogs.Engine.Compiled;

/// <summary>The text keys of a state, put together once.</summary>
internal sealed class TextKeys(string state)
{
    public string Ask { get; } = state + ".ask";
    public string Retry { get; } = state + ".retry";
    public string Retry2 { get; } = state + ".retry2";
    public string Resume { get; } = state + ".resume";
    public string Remind { get; } = state + ".remind";
    public string Option { get; } = state + ".option";
    public string Share { get; } = state + ".share";
}
