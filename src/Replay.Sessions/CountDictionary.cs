using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Replay.Sessions;

/// <summary>
/// How often each of a few numbers occurred, in ascending order: two arrays, for tables that are small, and for short runs, in
/// which compiling the platform's trees costs more than all that they hold.
/// </summary>
/// <typeparam name="TKey">The numbers' type.</typeparam>
public sealed class CountDictionary<TKey> : IReadOnlyDictionary<TKey, long>
    where TKey : struct, IComparable<TKey>
{
    private TKey[] _keys = new TKey[4];
    private long[] _counts = new long[4];

    /// <summary>Makes an empty table.</summary>
    public CountDictionary()
    {
    }

    /// <summary>Makes a copy of another table.</summary>
    public CountDictionary(IEnumerable<KeyValuePair<TKey, long>> counts)
    {
        foreach (KeyValuePair<TKey, long> one in counts)
        {
            this[one.Key] = one.Value;
        }
    }

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <summary>The numbers in ascending order.</summary>
    public ReadOnlySpan<TKey> Keys => _keys.AsSpan(0, Count);

    /// <summary>How often each occurred, in the order of <see cref="Keys"/>.</summary>
    public ReadOnlySpan<long> Values => _counts.AsSpan(0, Count);

    /// <summary>How often a number occurred; 0 when it never did.</summary>
    public long this[TKey key]
    {
        get => Find(key, out int at) ? _counts[at] : 0;
        set
        {
            if (!Find(key, out int at))
            {
                Insert(at, key);
            }

            _counts[at] = value;
        }
    }

    IEnumerable<TKey> IReadOnlyDictionary<TKey, long>.Keys => _keys.Take(Count);

    IEnumerable<long> IReadOnlyDictionary<TKey, long>.Values => _counts.Take(Count);

    /// <summary>Counts one more of a number.</summary>
    public void Add(TKey key)
    {
        if (!Find(key, out int at))
        {
            Insert(at, key);
        }

        _counts[at]++;
    }

    /// <inheritdoc/>
    public bool ContainsKey(TKey key) => Find(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out long value)
    {
        bool found = Find(key, out int at);
        value = found ? _counts[at] : 0;
        return found;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<TKey, long>> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return new KeyValuePair<TKey, long>(_keys[i], _counts[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private bool Find(TKey key, out int at)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            int order = _keys[middle].CompareTo(key);
            if (order == 0)
            {
                at = middle;
                return true;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        at = low;
        return false;
    }

    private void Insert(int at, TKey key)
    {
        if (Count == _keys.Length)
        {
            Array.Resize(ref _keys, Count * 2);
            Array.Resize(ref _counts, Count * 2);
        }

        Array.Copy(_keys, at, _keys, at + 1, Count - at);
        Array.Copy(_counts, at, _counts, at + 1, Count - at);
        _keys[at] = key;
        _counts[at] = 0;
        Count++;
    }
}
