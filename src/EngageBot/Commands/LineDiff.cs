using System.Text;

namespace EngageBot.Commands;

/// <summary>What differs between two texts: lines that went with <c>-</c>, lines that came with <c>+</c>, the others with a blank.</summary>
internal static class LineDiff
{
    /// <summary>Beyond that many lines in both together everything went and came anew.</summary>
    private const int LinesMax = 6_000;

    public static string Of(string older, string newer)
    {
        var (a, b) = (older.TrimEnd('\n').Split('\n'), newer.TrimEnd('\n').Split('\n'));
        var text = new StringBuilder();
        var common = a.Length + b.Length > LinesMax ? null : Common(a, b);
        var (i, j) = (0, 0);
        while (i < a.Length || j < b.Length)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                text.Append("  ").Append(a[i++]).Append('\n');
                j++;
            }
            else if (j == b.Length || i < a.Length && (common is null || common[i + 1, j] >= common[i, j + 1])) text.Append("- ").Append(a[i++]).Append('\n');
            else text.Append("+ ").Append(b[j++]).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>How many lines the rests of both texts have in common, in order.</summary>
    private static int[,] Common(string[] a, string[] b)
    {
        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
            for (var j = b.Length - 1; j >= 0; j--)
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        return common;
    }
}
