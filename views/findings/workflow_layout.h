#pragma once
// Where the blocks of a workflow are drawn: top-down, concurrent ones and branches beside each other, ways back at the right. No widgets.

#include <QPainterPath>
#include <QRectF>

#include <vector>

#include "analysis/sessions/workflow.h"

namespace causeway::views {

struct WorkflowLayout {
    using Kind = sessions::WorkflowBlock::Kind;
    struct Box { // of a step
        QRectF rect;
        std::uint32_t key = 0;
        std::uint64_t times = 0;
        bool optional = false;
    };
    struct Line {
        QPainterPath path;
        bool arrow = false;  // at its end
        bool around = false; // passes over what is optional
        bool back = false;   // to the next round
    };
    struct Mark { // where concurrent steps or branches part and meet; of a loop the arrow that leads back
        QRectF rect;
        Kind kind = Kind::Step;
        std::uint64_t times = 0;
        std::size_t parts = 0;
    };
    std::vector<Box> boxes; // from top to bottom
    std::vector<Line> lines;
    std::vector<Mark> marks;
    QSizeF size;

    // box: of a step, in pixels; small margins around the whole.
    static WorkflowLayout make(const sessions::WorkflowBlock &root, QSizeF box);
};

} // namespace causeway::views
