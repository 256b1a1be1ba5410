using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Replay;

/// <summary>
/// Objects that are used again, the one given back last first: it is still near. A stack that is gone through without a call or
/// a check of types for every short connection.
/// </summary>
/// <typeparam name="T">The objects.</typeparam>
internal sealed class Spares<T>
    where T : class
{
    private Place[] _places = new Place[16];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Takes one, when there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake([NotNullWhen(true)] out T? one)
    {
        int last = Count - 1;
        if ((uint)last >= (uint)_places.Length)
        {
            one = null;
            return false;
        }

        one = _places[last].Object;
        Count = last;
        return true;
    }

    /// <summary>The one that will be taken next, or null.</summary>
    public T? Next => Count == 0 ? null : _places[Count - 1].Object;

    /// <summary>Gives one back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(T one)
    {
        if (Count == _places.Length)
        {
            Array.Resize(ref _places, Count * 2);
        }

        _places[Count++].Object = one;
    }

    // In an array of objects, each would be asked for its type when it is stored.
    private struct Place
    {
        public T Object;
    }
}
