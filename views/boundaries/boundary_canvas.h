#pragma once
// The split as a picture to work on. Mouse: click, Ctrl+click and a band on empty ground select; a selection is dragged onto a service or onto empty
// ground (a service of its own), Esc lets it go; the middle button or Space pans, the wheel zooms; a double click folds a service. Keys: arrows go
// from class to class (Shift adds), Space toggles, Return folds, F2 names, + − 0 zoom. GUI thread.

#include <QWidget>

#include "views/boundaries/boundary_picture.h"

class QLineEdit;

namespace causeway::views {

class BoundaryCanvas : public QWidget {
    Q_OBJECT
public:
    BoundaryCanvas(BoundaryDesk &desk, QWidget *parent);

    [[nodiscard]] const std::shared_ptr<const BoundaryPicture> &picture() const { return m_picture; } // nullptr: no split
    [[nodiscard]] QPointF toWidget(const QPointF &scene) const;
    [[nodiscard]] QPointF toScene(const QPointF &widget) const;
    [[nodiscard]] double zoom() const { return m_zoom; }
    [[nodiscard]] bool isDragging() const { return m_drag == Drag::Classes; }
    void zoomBy(double factor, std::optional<QPointF> about = {});
    void fit();
    void setSearch(const QString &text);  // of classes and services; ends by choosing those found when Return is pressed
    [[nodiscard]] std::vector<std::uint32_t> found() const;
    void toggleFold(std::uint32_t box);
    void foldAll(bool folded);
    void renameBox(std::uint32_t box);    // begins to edit its name
    [[nodiscard]] QString tipAt(const QPoint &position) const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    enum class Drag : std::uint8_t { None, Pressed, Band, Pan, Classes };
    void refresh();
    void rebuild();
    void takeMarks();
    void describe();
    void panBy(const QPointF &pixels);
    void press(const QPointF &position, Qt::KeyboardModifiers keys);
    void release(const QPointF &position, Qt::KeyboardModifiers keys);
    void dragTo(const QPointF &position);
    void endDrag(bool drop);
    void step(int key, Qt::KeyboardModifiers keys);
    void focusOn(std::optional<std::uint32_t> one, std::optional<std::uint32_t> box);
    void showRect(const QRectF &scene);
    [[nodiscard]] std::vector<std::uint32_t> focused() const; // classes that the focus stands for
    void paintGhost(QPainter &painter);
    void toggle(const std::vector<std::uint32_t> &classes);
    void add(const std::vector<std::uint32_t> &classes);

    BoundaryDesk &m_desk;
    std::shared_ptr<const BoundaryPicture> m_picture;
    BoundaryDataPtr m_shownData;
    SplitData m_shown;
    BoxFolds m_folds;
    BoundaryMarks m_marks;
    QString m_search;
    QLineEdit *m_editor = nullptr;
    double m_zoom = 1, m_wide = 1.5;        // wide: of the widget when boxes were laid out
    QPointF m_center;                       // scene point in the middle of the widget
    bool m_fitWanted = true, m_space = false;
    bool m_anew = false, m_anotherRead = false; // anew: whatever places were kept; another: a split is being read that is not an edit of what is shown
    Drag m_drag = Drag::None;
    QPointF m_pressed, m_last;              // of the widget
    std::optional<std::uint32_t> m_pressedClass, m_pressedBox;
    bool m_pressedSelected = false;
    std::vector<std::uint32_t> m_before;    // selected when a band began
    std::optional<QPointF> m_droppedAt;     // scene: where a new service is to stand
    std::uint32_t m_target = 0;             // service
};

} // namespace causeway::views
