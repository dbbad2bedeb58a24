#pragma once
// What the inspector tells of the chosen span: facts, attributes, events, links, its lines. GUI thread.

namespace causeway::views {

class InspectorSection;
class TraceDesk;

void fillSpanSection(InspectorSection &section, TraceDesk &desk);
void fillSpanAttributes(InspectorSection &section, TraceDesk &desk);
void fillSpanEvents(InspectorSection &section, TraceDesk &desk);
void fillSpanLines(InspectorSection &section, TraceDesk &desk);

} // namespace causeway::views
