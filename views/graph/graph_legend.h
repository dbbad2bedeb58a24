#pragma once
// The line below a graph that says what its colours and widths mean. GUI thread.

#include <QWidget>

#include <memory>

#include "views/graph/graph_picture.h"

namespace causeway::views {

class GraphLegend : public QWidget {
    Q_OBJECT
public:
    explicit GraphLegend(QWidget *parent);
    void setPicture(std::shared_ptr<const GraphPicture> picture);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::shared_ptr<const GraphPicture> m_picture;
};

} // namespace causeway::views
