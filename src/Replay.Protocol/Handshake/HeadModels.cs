namespace Replay.Protocol;

/// <summary>
/// The last different heads of one kind. A capture holds the same few over and over, with another key and perhaps another
/// target each: those are recognised by comparing, and neither read nor judged again. Not for several threads.
/// </summary>
internal sealed class HeadModels
{
    private const int MaxSpare = 64;

    private readonly HttpHead?[] _models = new HttpHead?[4];
    private readonly Spares<HttpHead> _spare = new();
    private int _next;

    /// <summary>The head that octets start with, when it is like one remembered; else null.</summary>
    /// <param name="octets">Octets that may start with a whole head.</param>
    public HttpHead? Read(ReadOnlySpan<byte> octets)
    {
        HttpHead? spare = _spare.Next;
        foreach (HttpHead? model in _models)
        {
            if (model is not null && HttpHead.ReadLike(model, octets, spare) is { } head)
            {
                if (spare is not null)
                {
                    _spare.TryTake(out _);
                }

                return head;
            }
        }

        return null;
    }

    /// <summary>Takes back a head that was read here and that nobody needs any more: the next one is read into memory just used.</summary>
    public void GiveBack(HttpHead head)
    {
        if (_spare.Count < MaxSpare)
        {
            _spare.Add(head);
        }
    }

    /// <summary>Remembers a head that was read by itself, in place of the oldest.</summary>
    public void Remember(HttpHead head)
    {
        if (head.Model is null)
        {
            _models[_next] = head;
            _next = (_next + 1) % _models.Length;
        }
    }
}
