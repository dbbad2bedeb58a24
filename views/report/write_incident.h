#pragma once
// Writes the page of an incident with its pictures: an example trace beside a normal one, metrics of the cause, how it spreads.

#include "views/report/incident_html.h"

namespace causeway::views {

// As page_file.h writes pages. A map that cannot be laid out is told by the table of causes alone.
Result<void> writeIncident(const IncidentPage &page, const QString &path, const Job &job);
// Of an answer that is told to nobody else; what is kept of it is told.
Result<void> writeIncident(const std::string &project, const engine::FindRootCauseRequest &request, engine::FindRootCauseResponse response, const QString &path, const Job &job);

} // namespace causeway::views
