using System.Globalization;
using Replay.Sessions;

namespace Replay.Reports.Text;

/// <summary>The part of a summary that says what captures held besides WebSocket.</summary>
internal sealed class CaptureSummary(Utf8Output output, Palette palette, VisibleText text)
{
    /// <summary>Encrypted connections listed.</summary>
    private const int MaxEncrypted = 20;

    public void Write(CaptureTotals captures)
    {
        Heading("captures");
        Line(captures.Packets, "packets");
        Line(captures.Octets, "octets, record headers included");
        Line(captures.Connections, "TCP connections");
        foreach (CaptureCount count in captures.Counts)
        {
            if (count.Value > 0)
            {
                Line(count.Value, count.Label);
            }
        }

        bool anySkipped = false;
        foreach (CaptureCount count in captures.Skipped)
        {
            if (count.Value > 0)
            {
                if (!anySkipped)
                {
                    anySkipped = true;
                    Heading("TCP connections not decoded");
                }

                Line(count.Value, count.Label);
            }
        }

        if (captures.Encrypted.Count > 0)
        {
            Heading(captures.Encrypted.Count > MaxEncrypted
                ? string.Create(CultureInfo.InvariantCulture, $"encrypted connections (the first {MaxEncrypted})")
                : "encrypted connections");
            for (int i = 0; i < Math.Min(captures.Encrypted.Count, MaxEncrypted); i++)
            {
                Write(captures.Encrypted[i]);
            }
        }
    }

    private void Write(EncryptedConnection connection)
    {
        output.WriteRight(connection.Connection, 10);
        output.Write("  "u8);
        output.Write(connection.Client);
        output.Write(" > "u8);
        output.Write(connection.Server);
        output.Write("  "u8);
        text.Write(connection.ServerName ?? "no server name");
        output.Write("  "u8);
        if (connection.Protocols.Count > 0)
        {
            text.Write(string.Join(", ", connection.Protocols));
            output.Write("  "u8);
        }

        output.Write("needs keys\n"u8);
    }

    private void Heading(string words)
    {
        output.Write((byte)'\n');
        output.Write(palette.Heading);
        output.Write(words);
        output.Write(palette.Reset);
        output.Write((byte)'\n');
    }

    private void Line(long count, string label)
    {
        output.WriteRight(count, 18);
        output.Write("  "u8);
        output.Write(label);
        output.Write((byte)'\n');
    }
}
