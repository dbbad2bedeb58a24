#include "analysis/allocate/scaling/scaling.h"

namespace causeway::allocate {

Policy staticPolicy()
{
    return {"static", PolicyKind::Scaling, "everything stays as the scenario says", "–", "as it is"};
}

} // namespace causeway::allocate
