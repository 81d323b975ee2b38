using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Checks;

/// <summary>D603 and D204: what is said when WhatsApp takes only templates, and reminders that come when nobody may hear them.</summary>
internal sealed class WindowChecks(CheckContext context, Silence silences)
{
    private const string WhatsApp = "whatsapp";

    /// <summary>The usual quiet hours, 21:00 to 9:00: a reminder due in them comes in the morning.</summary>
    private static readonly TimeSpan QuietNight = TimeSpan.FromHours(12);

    private readonly DialogSilence _silence = silences.Of(context.Dialog);

    public void Run()
    {
        foreach (var leaf in context.Graph.Leaves)
        {
            if (Unsendable(_silence, leaf) is { } said) Report(said.At, said.Words, said.Fix);
            if (leaf is State.Call call) Called(call);
        }
        foreach (var (state, way, lines) in CheckContext.LineLists(context.Dialog))
        {
            if (state is null || _silence.When(state, way) is not { } time || time < Silence.Closed) continue;
            foreach (var line in lines)
                if (line.Say is { } text) Report(line.SayAt, $"'{text}' may be said", "Say it before the silence, or behind a question with a template.");
        }
        Reminders();
    }

    /// <summary>The first thing a called dialog says too late, told where it is called: there the silence comes from.</summary>
    private void Called(State.Call call)
    {
        if (_silence.At(call) is not { } time || time < Silence.Closed || silences.Called(call, time) is not { } called) return;
        foreach (var leaf in called.Graph.Leaves)
        {
            // What the called dialog says too late by itself is told in its own file.
            if (Unsendable(called, leaf) is not { } said || Unsendable(silences.Of(called.Graph.Dialog), leaf) is not null) continue;
            Report(call.DialogAt, $"The dialog '{call.Dialog}' is called, and there {said.Words},", $"In '{call.Dialog}': {said.Fix}");
            return;
        }
    }

    private static (SourcePosition At, string Words, string Fix)? Unsendable(DialogSilence silence, State leaf)
    {
        if (silence.Asked(leaf) is not { } time || time < Silence.Closed) return null;
        if (leaf.Template.ContainsKey(WhatsApp)) return null;
        return leaf switch
        {
            State.Ask ask => (ask.At, $"'{ask.Path}' may ask", "Give it 'template: {whatsapp: name}'."),
            State.Say say => (say.TextAt, $"'{say.Text}' may be said", "Give it 'template: {whatsapp: name}', or say it before the silence."),
            State.Final { Text: { } text } final => (final.TextAt, $"'{text}' may be said", "Give it 'template: {whatsapp: name}', or end in silence there."),
            _ => null,
        };
    }

    private void Report(SourcePosition at, string what, string fix) => context.Findings.Warn("D603", at,
        $"{what} when the customer has been silent for 24 hours, and WhatsApp then takes nothing but an approved template.", fix);

    private void Reminders()
    {
        var told = new HashSet<SourcePosition>();
        foreach (var state in context.Dialog.States)
        {
            if (state.Timeout is not { Remind: { } remind, After: var after } timeout) continue;
            if (remind.Working == after.Working && remind.Length >= after.Length) continue;      // That is D203.
            var asked = state is State.Group ? _silence.When(state, Way.Next) : _silence.Asked(state);
            if (asked is { } time && Silence.Plus(time, remind) >= Silence.Closed && !(state is State.Ask && state.Template.ContainsKey(WhatsApp)))
            {
                if (told.Add(timeout.At))
                    context.Findings.Warn("D204", timeout.At,
                        $"The reminder of '{state.Path}' comes after 24 hours of silence, when WhatsApp takes nothing but an approved template.",
                        state is State.Ask ? "Remind earlier, or give the question 'template: {whatsapp: name}'." : "Remind earlier.");
            }
            else if (!remind.Working && !after.Working && after.Length - remind.Length < QuietNight && told.Add(timeout.At))
            {
                context.Findings.Warn("D204", timeout.At,
                    $"A reminder of '{state.Path}' that falls into the quiet hours of the night comes when its time may be over.",
                    "Leave at least 12 hours between 'remind' and 'after'.");
            }
        }
    }
}
