using System.Globalization;
using System.Text;

namespace Replay.Sessions.Autobahn;

/// <summary>Collects findings.</summary>
internal sealed class AuditFindings
{
    private readonly List<AuditFinding> _all = [];

    public IReadOnlyList<AuditFinding> All => _all;

    /// <summary>Two values the log decides.</summary>
    public void Compare(string what, string stated, string recomputed, AuditCause cause = AuditCause.None, string? why = null) =>
        _all.Add(stated == recomputed
            ? new AuditFinding(what, stated, recomputed, AuditOutcome.Agrees)
            : new AuditFinding(what, stated, recomputed, AuditOutcome.Disagrees, cause, why));

    /// <summary>Two values that are known to be the same.</summary>
    public void Agree(string what, string stated) =>
        _all.Add(new AuditFinding(what, stated, stated, AuditOutcome.Agrees));

    /// <summary>A value the log does not decide.</summary>
    public void Leave(string what, string stated, AuditCause cause, string why, string? recomputed = null) =>
        _all.Add(new AuditFinding(what, stated, recomputed, AuditOutcome.Undecidable, cause, why));

    public static string Text(bool? value) => value switch { true => "True", false => "False", null => "None" };

    public static string Text(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "None";

    public static string Text<TKey>(IEnumerable<KeyValuePair<TKey, long>> counts)
        where TKey : IFormattable
    {
        var text = new StringBuilder("{");
        foreach (KeyValuePair<TKey, long> one in counts)
        {
            text.Append(text.Length > 1 ? ", " : "").Append(one.Key.ToString(null, CultureInfo.InvariantCulture)).Append(": ");
            text.Append(one.Value.ToString(CultureInfo.InvariantCulture));
        }

        return text.Append('}').ToString();
    }
}
