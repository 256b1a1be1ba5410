using System.Text;

namespace Replay.Reports.Autobahn;

/// <summary>The order in which Python sorts text: by code point, which is not that of UTF-16.</summary>
internal sealed class CodePointOrder : IComparer<string>
{
    public static readonly CodePointOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        }

        int at = 0;
        while (at < x.Length && at < y.Length && x[at] == y[at])
        {
            at++;
        }

        if (at == x.Length || at == y.Length)
        {
            return x.Length - y.Length;
        }

        // A pair of surrogates stands for a code point above all that are one unit long.
        bool left = char.IsSurrogate(x[at]) && Rune.TryGetRuneAt(x, Start(x, at), out _);
        bool right = char.IsSurrogate(y[at]) && Rune.TryGetRuneAt(y, Start(y, at), out _);
        return left == right ? x[at] - y[at] : left ? 1 : -1;
    }

    private static int Start(string text, int at) => char.IsLowSurrogate(text[at]) && at > 0 ? at - 1 : at;
}
