#pragma once
// Plain text to read, select and copy, as tall as it needs, that breaks within words too long for its width: ids, paths,
// class names. A QLabel would cut them.

#include <QTextEdit>

namespace causeway::views {

class WrappedText : public QTextEdit {
    Q_OBJECT
public:
    WrappedText(const QString &text, QWidget *parent);
    // Whether a label would have to cut a word of it in a narrow column.
    [[nodiscard]] static bool isNeededFor(const QString &text);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {1, sizeHint().height()}; }

protected:
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void fit();
};

} // namespace causeway::views
