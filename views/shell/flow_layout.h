#pragma once
// Widgets in rows, from the left; what does not fit begins another row.

#include <QLayout>

#include <vector>

namespace causeway::views {

class FlowLayout : public QLayout {
public:
    FlowLayout(QWidget *parent, int spacing);
    ~FlowLayout() override;

    void addItem(QLayoutItem *item) override { m_items.push_back(item); }
    [[nodiscard]] int count() const override { return static_cast<int>(m_items.size()); }
    [[nodiscard]] QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;
    [[nodiscard]] Qt::Orientations expandingDirections() const override { return {}; }
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override { return arrange(QRect(0, 0, width, 0), false); }
    [[nodiscard]] QSize sizeHint() const override { return minimumSize(); }
    [[nodiscard]] QSize minimumSize() const override; // of the widest, in a row of its own
    void setGeometry(const QRect &area) override;

private:
    int arrange(const QRect &area, bool move) const; // the height that is needed

    std::vector<QLayoutItem *> m_items;
    int m_space;
};

} // namespace causeway::views
