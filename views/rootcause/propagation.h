#pragma once
// Who calls whom in an incident, with how much each service explains: as a map, and as a picture of it.

#include "views/rootcause/cause_desk.h"
#include "views/traces/service_picture.h"

namespace causeway::views {

// Of the incident's traces. Errors: Cancelled.
Result<ServiceMapData> propagationMap(const CauseAnswer &answer, const Job &job);
// Not placed yet.
[[nodiscard]] std::shared_ptr<ServicePicture> propagationPicture(const CauseAnswer &answer, ServiceMapData map, const QFont &font);

} // namespace causeway::views
