// The one place where perspectives are listed. A line each, in the order of the bar.

#include "views/shell/perspective.h"

#include "views/boundaries/boundary_perspective.h"
#include "views/explore/explore_perspective.h"
#include "views/findings/findings_perspective.h"
#include "views/flow/flow_perspective.h"
#include "views/rootcause/cause_perspective.h"
#include "views/whatif/whatif_perspective.h"

namespace causeway::views {

std::vector<std::unique_ptr<Perspective>> makePerspectives(const ViewContext &context)
{
    std::vector<std::unique_ptr<Perspective>> all;
    all.push_back(std::make_unique<ExplorePerspective>(context));
    all.push_back(std::make_unique<FlowPerspective>(context));
    all.push_back(std::make_unique<FindingsPerspective>(context));
    all.push_back(std::make_unique<CausePerspective>(context));
    all.push_back(std::make_unique<WhatIfPerspective>(context));
    all.push_back(std::make_unique<BoundaryPerspective>(context));
    return all;
}

} // namespace causeway::views
