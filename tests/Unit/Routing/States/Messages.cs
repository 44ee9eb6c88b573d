using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace IstioRegressions.Unit.Routing.States;

/// <summary>Walks protobuf messages by reflection.</summary>
internal static class Messages
{
    /// <summary>The messages directly inside one: in its fields, its lists and its maps.</summary>
    public static IEnumerable<IMessage> Children(IMessage message) => message.Descriptor.Fields.InDeclarationOrder()
        .Where(field => field.FieldType == FieldType.Message)
        .Select(field => field.Accessor.GetValue(message))
        .SelectMany(value => value switch
        {
            IMessage one => [one],
            IDictionary map => map.Values.OfType<IMessage>(),
            IList list => list.OfType<IMessage>(),
            _ => [],
        });
}
