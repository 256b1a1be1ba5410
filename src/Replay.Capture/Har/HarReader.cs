using System.Globalization;
using System.Text.Json;
using Replay.Capture.HexDumps;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Capture.Har;

/// <summary>Reads the entries of a HAR one by one. Messages are handed on as they come once their entry's heads are known.</summary>
internal sealed class HarReader(SourceInput input, SourceContext context, JsonTokens tokens, RecordDelivery delivery)
{
    private readonly OctetBuffer _data = new();
    private readonly List<(bool IsSent, Timestamp Time, int Opcode, byte[] Data)> _held = [];
    private long _heldOctets;
    private long _entries;
    private long _connections;
    private long _handshakesOnly;
    private bool _isOpen;
    private bool _hasMessages;

    /// <summary>Reads the document to its end.</summary>
    public void Read()
    {
        if (tokens.Read() && tokens.Type == JsonTokenType.StartObject)
        {
            while (tokens.ReadName())
            {
                bool isLog = tokens.Is("log"u8);
                tokens.Read();
                if (isLog && tokens.Type == JsonTokenType.StartObject)
                {
                    ReadLog();
                }
                else
                {
                    tokens.Skip();
                }
            }
        }

        delivery.NextConnection();
        if (tokens.Error is { } error)
        {
            context.Sink.Report(new CaptureProblem(input.Name, _entries == 0 ? null : _entries, tokens.Offset, error) { RecordKind = "entry" });
        }
        else if (tokens.IsEmpty)
        {
            context.Sink.Report(new CaptureProblem(input.Name, null, null, "nothing to read: the input is empty"));
        }
        else if (_connections == 0)
        {
            context.Sink.Report(new CaptureProblem(input.Name, null, null, string.Create(
                CultureInfo.InvariantCulture,
                $"no WebSocket messages in {_entries} entries{(_handshakesOnly > 0 ? $"; {_handshakesOnly} are WebSocket handshakes whose messages the exporter does not keep" : "")}"), IsFatal: false));
        }
    }

    private void ReadLog()
    {
        while (tokens.ReadName())
        {
            bool isEntries = tokens.Is("entries"u8);
            tokens.Read();
            if (!isEntries || tokens.Type != JsonTokenType.StartArray)
            {
                tokens.Skip();
                continue;
            }

            while (!context.Cancellation.IsCancellationRequested && tokens.Read() && tokens.Type != JsonTokenType.EndArray)
            {
                if (tokens.Type == JsonTokenType.StartObject)
                {
                    ReadEntry();
                }
                else
                {
                    tokens.Skip();
                }
            }
        }
    }

    private void ReadEntry()
    {
        _entries++;
        _isOpen = false;
        _hasMessages = false;
        _held.Clear();
        _heldOctets = 0;
        HarEntry entry = new();
        while (tokens.ReadName())
        {
            if (tokens.Is("request"u8))
            {
                ReadMessage(entry, entry.RequestFields, isRequest: true);
                entry.HasRequest = true;
            }
            else if (tokens.Is("response"u8))
            {
                ReadMessage(entry, entry.ResponseFields, isRequest: false);
                entry.HasResponse = true;
            }
            else if (tokens.Is("_webSocketMessages"u8) || tokens.Is("webSocketMessages"u8))
            {
                ReadMessages(entry);
            }
            else
            {
                ReadMember(entry);
            }
        }

        if (_hasMessages)
        {
            Open(entry);
            foreach ((bool isSent, Timestamp time, int opcode, byte[] data) in _held)
            {
                Deliver(isSent, time, opcode, data);
            }
        }
        else if (entry.IsWebSocket)
        {
            _handshakesOnly++;
        }

        delivery.NextConnection();
    }

    private void ReadMember(HarEntry entry)
    {
        bool isStarted = tokens.Is("startedDateTime"u8);
        bool isAddress = tokens.Is("serverIPAddress"u8);
        bool isType = tokens.Is("_resourceType"u8);
        tokens.Read();
        if (isStarted)
        {
            entry.Started = tokens.Time();
        }
        else if (isAddress && tokens.Type == JsonTokenType.String && tokens.Value.Length > 0)
        {
            entry.ServerAddress = tokens.Text();
        }
        else if (isType)
        {
            entry.IsMarked = tokens.Is("websocket"u8);
        }
        else
        {
            tokens.Skip();
        }
    }

    private void ReadMessage(HarEntry entry, List<KeyValuePair<string, string>> fields, bool isRequest)
    {
        if (!tokens.Read() || tokens.Type != JsonTokenType.StartObject)
        {
            tokens.Skip();
            return;
        }

        while (tokens.ReadName())
        {
            if (tokens.Is("_webSocketMessages"u8))
            {
                ReadMessages(entry);
                continue;
            }

            string name = tokens.Text();
            tokens.Read();
            switch (name)
            {
                case "method":
                    entry.Method = tokens.Text();
                    break;
                case "url":
                    entry.Url = tokens.Text();
                    break;
                case "status":
                    entry.Status = (int)Math.Clamp(tokens.Number() ?? 0, 0, 9999);
                    break;
                case "statusText" when tokens.Type == JsonTokenType.String:
                    entry.StatusText = tokens.Text();
                    break;
                case "httpVersion" when tokens.Type == JsonTokenType.String && isRequest:
                    entry.RequestVersion = tokens.Text();
                    break;
                case "httpVersion" when tokens.Type == JsonTokenType.String:
                    entry.ResponseVersion = tokens.Text();
                    break;
                case "headers" when tokens.Type == JsonTokenType.StartArray:
                    ReadFields(fields);
                    break;
                default:
                    tokens.Skip();
                    break;
            }
        }
    }

    private void ReadFields(List<KeyValuePair<string, string>> fields)
    {
        while (tokens.Read() && tokens.Type != JsonTokenType.EndArray)
        {
            string name = "";
            string value = "";
            while (tokens.ReadName())
            {
                bool isName = tokens.Is("name"u8);
                bool isValue = tokens.Is("value"u8);
                tokens.Read();
                if (isName && tokens.Type == JsonTokenType.String)
                {
                    name = tokens.Text();
                }
                else if (isValue && tokens.Type == JsonTokenType.String)
                {
                    value = tokens.Text();
                }
                else
                {
                    tokens.Skip();
                }
            }

            if (name.Length > 0)
            {
                fields.Add(new(name, value));
            }
        }
    }

    private void ReadMessages(HarEntry entry)
    {
        if (!tokens.Read() || tokens.Type != JsonTokenType.StartArray)
        {
            tokens.Skip();
            return;
        }

        _hasMessages = true;
        while (tokens.Read() && tokens.Type != JsonTokenType.EndArray)
        {
            if (tokens.Type != JsonTokenType.StartObject)
            {
                tokens.Skip();
                continue;
            }

            _data.Clear();
            bool isSent = false;
            string? type = null;
            Timestamp time = Timestamp.None;
            int opcode = 1;
            while (tokens.ReadName())
            {
                bool isType = tokens.Is("type"u8);
                bool isTime = tokens.Is("time"u8);
                bool isOpcode = tokens.Is("opcode"u8);
                bool isData = tokens.Is("data"u8);
                tokens.Read();
                if (isType && tokens.Type == JsonTokenType.String)
                {
                    type = tokens.Text();
                    isSent = type is "send" or "sent" or "request" or "outgoing";
                }
                else if (isTime)
                {
                    time = tokens.Time();
                }
                else if (isOpcode)
                {
                    opcode = (int)Math.Clamp(tokens.Number() ?? 1, -1, 16);
                }
                else if (isData && tokens.Type == JsonTokenType.String)
                {
                    tokens.CopyText(_data);
                }
                else
                {
                    tokens.Skip();
                }
            }

            if (tokens.Error is null)
            {
                Take(entry, isSent, type, time, opcode);
            }
        }
    }

    private void Take(HarEntry entry, bool isSent, string? type, Timestamp time, int opcode)
    {
        if (opcode is < 0 or > 15 || type is "error")
        {
            Open(entry);
            delivery.Remark(time, $"{type ?? "message"}: {System.Text.Encoding.UTF8.GetString(_data.Span)}");
            return;
        }

        if (entry.HasRequest && entry.HasResponse)
        {
            Open(entry);
            Deliver(isSent, time, opcode, _data.Span);
            return;
        }

        // Messages that stand before the heads wait for them.
        _heldOctets += _data.Count;
        if (_heldOctets > context.Options.MaxDocument)
        {
            delivery.Problem(null, tokens.Offset, "more messages before their entry's request than the limit allows; the rest is left out");
            return;
        }

        _held.Add((isSent, time, opcode, _data.Span.ToArray()));
    }

    private void Open(HarEntry entry)
    {
        if (_isOpen)
        {
            return;
        }

        _isOpen = true;
        _connections++;
        delivery.Name(null, entry.Server());
        delivery.Lacks.AddRange([
            "a HAR keeps messages: no masking keys, no fragments, no control frames, no compression; frames are rebuilt, one a message, the client's with the key 00000000",
        ]);
        string? lack = entry.Lack();
        delivery.StartsAtFrame = lack is not null;
        if (lack is not null)
        {
            delivery.Lacks.Add(lack);
            delivery.Begin(RecordMark.Client, entry.Started);
            delivery.OpenNow();
            return;
        }

        delivery.Lacks.Add("the handshake is rebuilt from its fields");
        Push(RecordMark.Client, entry.Started, entry.RequestHead());
        Push(RecordMark.Server, entry.Started, entry.ResponseHead());
    }

    private void Push(RecordMark mark, Timestamp time, ReadOnlySpan<byte> octets)
    {
        delivery.Begin(mark, time);
        delivery.State = OctetState.Rebuilt;
        delivery.Record.Add(octets);
        delivery.Flush();
    }

    private void Deliver(bool isSent, Timestamp time, int opcode, ReadOnlySpan<byte> data)
    {
        delivery.Begin(isSent ? RecordMark.Client : RecordMark.Server, time);
        delivery.State = OctetState.Rebuilt;
        if (opcode == (int)Opcode.Text)
        {
            RebuiltFrame.Write(delivery.Record, Opcode.Text, data, isSent);
            delivery.Flush();
            return;
        }

        OctetBuffer payload = new();
        Base64Text base64 = new(payload);
        if (!base64.TryAdd(data, out _) || !base64.IsWhole)
        {
            delivery.Problem(null, tokens.Offset, "the data of a binary message is not base64");
            delivery.Gap(null, OctetState.Elided);
            return;
        }

        base64.Finish();
        RebuiltFrame.Write(delivery.Record, (Opcode)opcode, payload.Span, isSent);
        delivery.Flush();
    }
}
