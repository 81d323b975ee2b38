using System.Text;
using EngageBot.Dialogs.Engine;

namespace EngageBot.Dialogs.Texts;

/// <summary>Words being put together, with their bold stretches.</summary>
internal sealed class Words
{
    private readonly StringBuilder _plain = new();
    private readonly List<BoldStretch> _bold = [];

    internal void Add(string text, bool bold)
    {
        if (bold && text.Length > 0)
        {
            if (_bold.Count > 0 && _bold[^1] is var last && last.Start + last.Length == _plain.Length)
                _bold[^1] = new(last.Start, last.Length + text.Length);
            else
                _bold.Add(new(_plain.Length, text.Length));
        }
        _plain.Append(text);
    }

    internal void Add(Words other)
    {
        _bold.AddRange(other._bold.Select(b => new BoldStretch(b.Start + _plain.Length, b.Length)));
        _plain.Append(other._plain);
    }

    internal FormattedText Trimmed()
    {
        var all = _plain.ToString();
        var start = all.Length - all.TrimStart().Length;
        var plain = all.Trim();
        var bold = _bold.Select(b => (Start: Math.Max(b.Start - start, 0), End: Math.Min(b.Start + b.Length - start, plain.Length)))
            .Where(b => b.End > b.Start).Select(b => new BoldStretch(b.Start, b.End - b.Start));
        return new(plain, [.. bold]);
    }
}
