#pragma once
// The facts of the service that is chosen in What-if, else of the scenario, in the inspector. GUI thread.

namespace causeway::views {

class Inspector;
class WhatIfDesk;

// Both outlive what is connected.
void addWhatIfSection(Inspector &inspector, WhatIfDesk &desk);

} // namespace causeway::views
