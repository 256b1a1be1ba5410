using System.Collections.Immutable;
using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Autobahn;
using Replay.Sessions.Results;

namespace Replay.Reports.Secrets;

/// <summary>Masks secrets in what is kept: heads, sessions, reports, results.</summary>
public static class SecretText
{
    /// <summary>A head, its secrets masked.</summary>
    /// <param name="head">The head.</param>
    /// <param name="found">What was masked.</param>
    public static HttpHead Mask(HttpHead head, out ImmutableArray<string> found)
    {
        ArgumentNullException.ThrowIfNull(head);
        byte[] octets = head.Octets.ToArray();
        var mask = new SecretMask(endsAtFrames: false);
        mask.Apply(octets);
        found = [.. mask.Found];
        return octets.AsSpan().SequenceEqual(head.Octets.Span) ? head : HttpHead.Parse(octets);
    }

    /// <summary>An address or command line, token-like query parameters masked.</summary>
    public static string? Mask(string? text) => text is null ? null : SecretMask.Apply(text);

    /// <summary>A report, the heads and the log's octets masked.</summary>
    public static AutobahnReport Mask(AutobahnReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var tx = new SecretMask(endsAtFrames: true);
        var rx = new SecretMask(endsAtFrames: true);
        return report with
        {
            HttpRequest = Mask(report.HttpRequest),
            HttpResponse = Mask(report.HttpResponse),
            WireLog = [.. report.WireLog.Select(row => row switch
            {
                WireLogTxOctets octets => octets with { Hex = Mask(octets, tx) },
                WireLogRxOctets octets => octets with { Hex = Mask(octets, rx) },
                _ => row,
            })],
        };
    }

    /// <summary>A conversation, its heads and octets masked.</summary>
    public static Session Mask(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        var found = new List<string>();
        SecretMask[] masks = [new SecretMask(session.Handshake.State), new SecretMask(session.Handshake.State)];
        HttpHead? request = Mask(session.Request, found);
        HttpHead? response = Mask(session.Response, found);
        return session with
        {
            Connection = session.Connection with
            {
                Source = SecretMask.Apply(session.Connection.Source),
                Report = session.Connection.Report is { } report ? Mask(report) : null,
            },
            Request = request,
            Response = response,
            Octets = [.. session.Octets.Select(piece => Mask(piece, masks[(int)piece.Direction]))],
            Violations = [.. session.Violations.Select(violation => Mask(violation, found))],
            Remarks = [.. session.Remarks.Select(remark => remark with { Text = SecretMask.Replace(remark.Text, found)! })],
        };
    }

    /// <summary>A result, its conversations, addresses and texts masked.</summary>
    public static CaseResult Mask(CaseResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        List<string> found = [.. Found(result.Recorded), .. Found(result.Live)];
        string? Text(string? text) => SecretMask.Replace(Mask(text), found);
        return result with
        {
            Target = Mask(result.Target),
            Command = Text(result.Command),
            Expected = Text(result.Expected),
            Observed = Text(result.Observed),
            Failure = Text(result.Failure),
            Differences = [.. result.Differences.Select(one => new SessionDifference(one.At, Text(one.Expected), Text(one.Observed)))],
            Recorded = result.Recorded is { } recorded ? Mask(recorded) : null,
            Live = result.Live is { } live ? Mask(live) : null,
        };
    }

    internal static Violation Mask(Violation violation, IEnumerable<string> found) => violation.Text is null && violation.ExpectedText is null
        ? violation
        : violation with { Text = SecretMask.Replace(Mask(violation.Text), found), ExpectedText = SecretMask.Replace(violation.ExpectedText, found) };

    private static HttpHead? Mask(HttpHead? head, List<string> found)
    {
        if (head is null)
        {
            return null;
        }

        HttpHead masked = Mask(head, out ImmutableArray<string> secrets);
        found.AddRange(secrets);
        return masked;
    }

    private static List<string> Found(Session? session)
    {
        var found = new List<string>();
        Mask(session?.Request, found);
        Mask(session?.Response, found);
        return found;
    }

    private static SessionOctets Mask(SessionOctets piece, SecretMask mask)
    {
        if (mask.IsDone)
        {
            return piece;
        }

        byte[] octets = piece.Octets.ToArray();
        mask.Apply(octets);
        if ((ulong)octets.Length < piece.Length)
        {
            mask.Skip();
        }

        return piece with { Octets = octets };
    }

    private static string Mask(WireLogOctets row, SecretMask mask)
    {
        if (mask.IsDone || row.Digits.Length % 2 != 0)
        {
            return row.Hex;
        }

        byte[] octets;
        try
        {
            octets = Convert.FromHexString(row.Digits);
        }
        catch (FormatException)
        {
            return row.Hex;
        }

        byte[] masked = [.. octets];
        mask.Apply(masked);
        if (row.HasEllipsis && row.Length is null or > 64)
        {
            mask.EndHead();
        }

        return masked.AsSpan().SequenceEqual(octets) ? row.Hex : Convert.ToHexStringLower(masked) + (row.HasEllipsis ? WireLogOctets.Ellipsis : string.Empty);
    }
}
