#pragma once
// The facts of the class or the service that is chosen in Boundaries, in the inspector. GUI thread.

namespace causeway::views {

class BoundaryDesk;
class Inspector;

// Both outlive what is connected.
void addBoundarySection(Inspector &inspector, BoundaryDesk &desk);

} // namespace causeway::views
